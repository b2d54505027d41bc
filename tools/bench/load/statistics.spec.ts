import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { median, percentile, summaryOf, type Sample } from './statistics.ts';

// Without -0, which equals 0 and yet is another value.
const number = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => (value === 0 ? 0 : value));
const numbers = fc.array(number, { minLength: 1, maxLength: 50 });

describe('median', () => {
  it('is the value in the middle, or the mean of the two there', () => {
    expect([median([3, 1, 2]), median([10, 4, 1, 2]), median([7])]).toStrictEqual([2, 3, 7]);
  });

  it('is not a number when there is nothing', () => {
    expect(median([])).toBe(NaN);
  });

  it('leaves as many values below as above, in whatever order they come', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values);
        const half = values.length / 2;
        expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(half);
        expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(half);
        expect(median(values.toReversed())).toBe(middle);
      }),
    );
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

  it('is the value of the nearest rank', () => {
    expect([0.01, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toStrictEqual([1, 50, 99, 100]);
  });

  it('is the only value, and not a number when there is none', () => {
    expect([percentile([5], 0.99), percentile([], 0.99)]).toStrictEqual([5, NaN]);
  });

  it('is one of the values, and at least the share of them do not exceed it', () => {
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true, min: 0.01, max: 1 }), (values, share) => {
        const found = percentile(values, share);
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * values.length);
      }),
    );
  });
});

describe('summaryOf', () => {
  const sample: Sample = { count: 100, failed: 0, elapsedMs: 1_000, latenciesMs: [1, 2, 3] };

  it('takes the medians over the rounds, and adds up what was counted', () => {
    const disturbed = { count: 10, failed: 2, elapsedMs: 1_000, latenciesMs: [40, 50, 900] };
    const faster = { count: 300, failed: 0, elapsedMs: 2_000, latenciesMs: [1, 1, 2] };
    expect(summaryOf([sample, disturbed, faster])).toStrictEqual({
      perSecond: 100,
      p50Ms: 2,
      p99Ms: 3,
      count: 410,
      failed: 2,
    });
  });

  it('has no latency when nothing succeeded', () => {
    expect(summaryOf([{ count: 0, failed: 5, elapsedMs: 0, latenciesMs: [] }])).toStrictEqual({
      perSecond: 0,
      p50Ms: NaN,
      p99Ms: NaN,
      count: 0,
      failed: 5,
    });
  });
});
