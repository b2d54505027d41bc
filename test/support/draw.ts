/** Draws whole numbers from 0 up to a bound. The same seed draws the same. */
export type Draw = (bound: number) => number;

/** mulberry32, whose period is far beyond what a test draws. */
export const drawer = (seed: number): Draw => {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
};
