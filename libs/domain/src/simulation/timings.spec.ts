import { describe, expect, it } from '@jest/globals';

import { timesOfAll, withTiming, type Timings } from './timings.ts';

const timed = (timings: Timings, index: number, baseNs: number, candidateNs: number) =>
  withTiming(timings, { index, tuples: 5, timing: { baseNs, candidateNs } });

describe('the times of the shards of a simulation', () => {
  it('are those of the faster evaluation, policy by policy', () => {
    const both = timed(timed([], 0, 10, 40), 0, 20, 30);
    expect(timesOfAll(both, 1)).toStrictEqual([[5, 10, 30]]);
  });

  it('stand in the order of the shards, however they arrive', () => {
    const timings = timed(timed([], 1, 3, 4), 0, 1, 2);
    expect(timesOfAll(timings, 2)).toStrictEqual([
      [5, 1, 2],
      [5, 3, 4],
    ]);
  });

  it('are not known while one was not timed', () => {
    const timings = withTiming(timed([], 1, 3, 4), { index: 0, tuples: 5 });
    expect(timesOfAll(timings, 2)).toBeUndefined();
  });
});
