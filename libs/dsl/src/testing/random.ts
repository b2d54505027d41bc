/** Chance that is the same for the same seed, everywhere. */
export type Random = {
  /** An integer from 0 up to, and without, `below`. */
  readonly below: (below: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** True in `percent` of a hundred cases. */
  readonly chance: (percent: number) => boolean;
  /** `least` to `most` results of `make`. */
  readonly several: <T>(least: number, most: number, make: (index: number) => T) => T[];
};

/** The generator mulberry32: 32 bits of state, of which every seed is one. */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    chance: (percent) => below(100) < percent,
    several: (least, most, make) =>
      Array.from({ length: least + below(most - least + 1) }, (_, index) => make(index)),
  };
};
