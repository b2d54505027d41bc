// A small seeded generator of pseudo-random numbers (mulberry32): the same seed gives the same sequence everywhere.

/** Gives a function from nothing to the next number in [0, 1). */
export const seeded = (seed) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** One of the items. */
export const pick = (next, items) => items[Math.floor(next() * items.length)];

/** An integer from low to high, both included. */
export const between = (next, low, high) => low + Math.floor(next() * (high - low + 1));
