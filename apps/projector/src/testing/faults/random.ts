/** Chance as an argument: the same seed draws the same numbers, on every machine. */
export type Random = {
  /** A whole number from 0 to `limit - 1`. */
  readonly below: (limit: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
};

const TWO_TO_32 = 4_294_967_296;

/** Counts in steps of the golden ratio and mixes (SplitMix, with the 32-bit mixer of MurmurHash3). */
export const randomOf = (seed: number): Random => {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / TWO_TO_32) * limit);
  return {
    below,
    chance: (probability) => next() < probability * TWO_TO_32,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new RangeError('there is nothing to pick from');
      return picked;
    },
  };
};
