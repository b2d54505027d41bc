/** How many there are of each. */
export type Tally<Key> = Map<Key, number>;

/** Counts one more, or `count` more, of `key`. */
export const addTo = <Key>(tally: Tally<Key>, key: Key, count = 1): void => {
  tally.set(key, (tally.get(key) ?? 0) + count);
};

/** The tally kept for `key`, begun when there is none. */
export const tallyOf = <Name, Key>(tallies: Map<Name, Tally<Key>>, name: Name): Tally<Key> => {
  const kept = tallies.get(name);
  if (kept !== undefined) return kept;
  const begun: Tally<Key> = new Map();
  tallies.set(name, begun);
  return begun;
};

/** A number for each of `keys`, zero where nothing was counted. */
export const filled = <Key extends string>(keys: readonly Key[], tally: Tally<Key>): Record<string, number> =>
  Object.fromEntries(keys.map((key) => [key, tally.get(key) ?? 0]));

/** How many there are in all. */
export const sumOf = (counts: Iterable<number>): number => {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
};
