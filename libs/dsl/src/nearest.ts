const LENGTH_MAX = 40;
const EDITS_MAX = 2;
/** Of a word of this many letters one may be wrong. */
const LETTERS_PER_EDIT = 3;

/** Which of the candidates a misspelt word most likely means, whatever the case of its letters. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > LENGTH_MAX) return undefined;
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const most = Math.min(
      EDITS_MAX,
      Math.floor(candidate.length / LETTERS_PER_EDIT),
      (best?.edits ?? Infinity) - 1,
    );
    const edits = editsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= most) best = { candidate, edits };
  }
  return best?.candidate;
};

/** A hint for a word that is not among the candidates, worked out when it is shown. */
export const didYouMean =
  (word: string, candidates: Iterable<string>): (() => string | undefined) =>
  () => {
    const found = nearest(word, candidates);
    return found === undefined ? undefined : `did you mean \`${found}\`?`;
  };

/** How many letters to insert, drop or replace. */
const editsBetween = (from: string, to: string): number => {
  if (Math.abs(from.length - to.length) > EDITS_MAX) return Infinity;
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, wanted] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === wanted ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
};
