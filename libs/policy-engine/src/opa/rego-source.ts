// What is known of Rego here: how its text falls into tokens. Everything else is OPA's.

/** Lines and columns count from 1, columns in Unicode scalar values. */
export type Place = { readonly line: number; readonly column: number };

type Kind = 'blank' | 'newline' | 'comment' | 'string' | 'template' | 'word' | 'other';
type Token = Place & { readonly kind: Kind; readonly text: string };

const TOKENS: readonly (readonly [Kind, RegExp])[] = [
  ['blank', /[ \t\r]+/uy],
  ['newline', /\n/uy],
  ['comment', /#[^\n]*/uy],
  ['template', /\$["`]/uy],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/uy],
  ['word', /[A-Za-z_][A-Za-z0-9_]*/uy],
  ['other', /[^]/uy],
];

/** The tokens of a module; every character is in one of them. */
export const tokensOf = (source: string): readonly Token[] => {
  const tokens: Token[] = [];
  let at = 0;
  let place: Place = { line: 1, column: 1 };
  while (at < source.length) {
    const token = tokenAt(source, at, place);
    tokens.push(token);
    at += token.text.length;
    place = placeAfter(token);
  }
  return tokens;
};

/**
 * The module without comments, empty lines and blanks that mean nothing: the same for sources that differ in layout alone.
 * Line breaks stay, because they end statements.
 */
export const withoutLayout = (tokens: readonly Token[]): string => {
  let text = '';
  for (const { kind, text: own } of tokens) {
    if (kind === 'comment') continue;
    if (kind === 'blank') text += text === '' || /[\n ]$/.test(text) ? '' : ' ';
    else if (kind === 'newline') text = text === '' ? '' : `${text.replace(/[ \n]+$/, '')}\n`;
    else text += own;
  }
  return `${text.trimEnd()}\n`;
};

/** A module moved into another package, and the way back to the places of the original. */
export type Relocated = { readonly text: string; readonly originalPlace: (place: Place) => Place };

type Shift = Place & { readonly by: number };

/** Moves a module of the package `policy`, with its references to itself, into another package. */
export const relocated = (tokens: readonly Token[], target: string): Relocated => {
  const shifts: Shift[] = [];
  let text = '';
  let here: Place = { line: 1, column: 1 };
  tokens.forEach((token, index) => {
    const own = isOwnName(tokens, index) ? target : token.text;
    text += own;
    here = placeAfter({ ...here, text: own });
    if (own !== token.text) shifts.push({ ...here, by: own.length - token.text.length });
  });
  const shiftOf = ({ line, column }: Place): number =>
    shifts
      .filter((shift) => shift.line === line && shift.column <= column)
      .reduce((sum, { by }) => sum + by, 0);
  return {
    text,
    originalPlace: (place) => ({ line: place.line, column: Math.max(1, place.column - shiftOf(place)) }),
  };
};

/** Where a dotted name stands first, as code and not inside a string or comment. */
export const placeOf = (tokens: readonly Token[], name: string): Place => {
  const parts = name.split('.').flatMap((part, index) => (index === 0 ? [part] : ['.', part]));
  const found = tokens.find(
    ({ kind }, index) =>
      kind === 'word' && parts.every((part, offset) => tokens[index + offset]?.text === part),
  );
  return found === undefined ? { line: 1, column: 1 } : { line: found.line, column: found.column };
};

/** Strings with expressions inside: what stands in them cannot be told apart here. */
export const templatePlace = (tokens: readonly Token[]): Place | undefined => {
  const found = tokens.find(({ kind }) => kind === 'template');
  return found && { line: found.line, column: found.column };
};

// `policy` in `package policy` and in `data.policy`, where `data` is no member of something else.
const isOwnName = (tokens: readonly Token[], index: number): boolean => {
  if (tokens[index]?.text !== 'policy' || tokens[index].kind !== 'word') return false;
  const [before, beforeThat, first] = [tokens[index - 1], tokens[index - 2], tokens[index - 3]];
  if (before?.kind === 'blank') return beforeThat?.text === 'package';
  return before?.text === '.' && beforeThat?.text === 'data' && first?.text !== '.';
};

const tokenAt = (source: string, at: number, place: Place): Token => {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) return { kind, text: match[0], ...place };
  }
  throw new RangeError(`nothing begins at ${at}`);
};

const placeAfter = ({ line, column, text }: Place & { readonly text: string }): Place => {
  const lines = text.split('\n');
  const last = [...(lines.at(-1) ?? '')].length;
  return lines.length === 1
    ? { line, column: column + last }
    : { line: line + lines.length - 1, column: last + 1 };
};
