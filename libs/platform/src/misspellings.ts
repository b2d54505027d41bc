/** First words that names of other programs have too, such as `HTTP_PROXY` and `REQUESTS_CA_BUNDLE`. */
const SHARED_WORDS: readonly string[] = ['HTTP', 'INSTANCE', 'LOG', 'OTEL', 'PUBLIC', 'REQUESTS'];
/** First words that no other program's names have, whatever the keys of the one that reads. */
const OWN_WORDS: readonly string[] = ['INSECURE'];
/** What Kubernetes gives every container for each service: of one called nats `NATS_SERVICE_HOST`, `NATS_PORT_4222_TCP`. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** So many letters may be missing, too many, wrong or swapped. */
const TYPOS_MAX = 2;
const SHORT_LENGTH_MAX = 8;
const SHORT_TYPOS_MAX = 1;

/**
 * What of `given` is meant for this program and not one of its `keys`, a sentence each. An environment holds variables of
 * many programs; meant for this one is what begins with the first word of a key of ours, unless other programs use that
 * word too, and what is nearly a key.
 */
export const misspellings = (keys: readonly string[], given: readonly string[]): readonly string[] => {
  const words = new Set(
    [...keys.map(firstWord), ...OWN_WORDS].filter((word) => !SHARED_WORDS.includes(word)),
  );
  return given
    .filter((name) => !keys.includes(name) && !SERVICE_LINK.test(name))
    .sort()
    .flatMap((name) => {
      const near = keys.find((key) => isNear(name.toUpperCase(), key));
      if (near !== undefined) return [`${name} is not a known key: is ${near} meant?`];
      return words.has(firstWord(name)) ? [`${name} is not a known key`] : [];
    });
};

const firstWord = (name: string): string => name.split('_', 1)[0] ?? '';

const isNear = (name: string, key: string): boolean => {
  const typosMax = key.length <= SHORT_LENGTH_MAX ? SHORT_TYPOS_MAX : TYPOS_MAX;
  return Math.abs(name.length - key.length) <= typosMax && typosBetween(name, key) <= typosMax;
};

/** Letters to insert, delete, replace or swap with their neighbour: the optimal string alignment distance. */
const typosBetween = (a: string, b: string): number => {
  let [before, previous]: readonly (readonly number[])[] = [
    [],
    Array.from({ length: b.length + 1 }, (_, at) => at),
  ];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(previous, j) + 1,
          at(row, j - 1) + 1,
          at(previous, j - 1) + cost,
          isSwap ? at(before, j - 2) + 1 : Infinity,
        ),
      );
    }
    [before, previous] = [previous, row];
  }
  return at(previous, b.length);
};

const at = (row: readonly number[] | undefined, index: number): number => row?.[index] ?? Infinity;
