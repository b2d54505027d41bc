import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { planShards, PLANNED_SHARD_TUPLES_MAX, PLANNED_SHARDS_MAX } from './plan.ts';

const sizes = fc.array(fc.nat({ max: 50 }), { maxLength: 12 });

describe('a plan', () => {
  it('takes whole shards of the snapshot, until a job is worth its while', () => {
    expect(planShards([3, 0, 2])).toStrictEqual([
      {
        index: 0,
        from: 0,
        count: 5,
        pieces: [
          { snapshotShard: 0, from: 0, count: 3 },
          { snapshotShard: 2, from: 0, count: 2 },
        ],
      },
    ]);
    expect(planShards([1_500, 1_500, 1_500]).map(({ count }) => count)).toStrictEqual([3_000, 1_500]);
  });

  it.each([
    [10_000, 5],
    [100_000, 49],
    [1_000_000, 64],
  ])('cuts %i tuples into %i jobs, where nobody says how', (tuples, jobs) => {
    const plan = planShards(
      Array.from({ length: Math.ceil(tuples / 512) }, (_, at) => Math.min(512, tuples - at * 512)),
    );
    expect(plan.length).toBe(jobs);
    for (const { pieces } of plan) for (const { from } of pieces) expect(from).toBe(0);
  });

  it('keeps jobs of large shards within the limit', () => {
    const plan = planShards(Array.from({ length: 100 }, () => 90_000));
    expect(plan).toHaveLength(100);
  });

  it('cuts across the shards of the snapshot when told how many tuples a job has', () => {
    expect(planShards([3, 0, 2], 2)).toStrictEqual([
      { index: 0, from: 0, count: 2, pieces: [{ snapshotShard: 0, from: 0, count: 2 }] },
      {
        index: 1,
        from: 2,
        count: 2,
        pieces: [
          { snapshotShard: 0, from: 2, count: 1 },
          { snapshotShard: 2, from: 0, count: 1 },
        ],
      },
      { index: 2, from: 4, count: 1, pieces: [{ snapshotShard: 2, from: 1, count: 1 }] },
    ]);
  });

  it('covers every tuple of every shard once and in order, however it is cut', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        (tuples, shardTuples) => {
          const plan = planShards(tuples, shardTuples);
          const covered = plan.flatMap(({ pieces }) =>
            pieces.flatMap(({ snapshotShard, from, count }) =>
              Array.from({ length: count }, (_, offset) => `${snapshotShard}:${from + offset}`),
            ),
          );
          const wanted = tuples.flatMap((count, shard) =>
            Array.from({ length: count }, (_, at) => `${shard}:${at}`),
          );
          expect(covered).toStrictEqual(wanted);
          let end = 0;
          plan.forEach(({ index, from, count }, position) => {
            expect([index, from]).toStrictEqual([position, end]);
            expect(count).toBeGreaterThan(0);
            if (shardTuples !== undefined) expect(count).toBeLessThanOrEqual(shardTuples);
            end += count;
          });
        },
      ),
    );
  });

  it('is empty for an empty snapshot', () => {
    expect(planShards([])).toStrictEqual([]);
    expect(planShards([0, 0], 5)).toStrictEqual([]);
  });

  it.each([
    ['a negative size', [-1], undefined],
    ['half a tuple', [1.5], undefined],
    ['a shard beyond the limit', [PLANNED_SHARD_TUPLES_MAX + 1], undefined],
    ['jobs of no tuples', [1], 0],
    ['jobs beyond the limit', [1], PLANNED_SHARD_TUPLES_MAX + 1],
    ['more jobs than there may be', [PLANNED_SHARDS_MAX + 1], 1],
  ])('refuses %s', (_what, tuples, shardTuples) => {
    expect(() => planShards(tuples, shardTuples)).toThrow(RangeError);
  });

  it('allows exactly as many jobs as there may be', () => {
    expect(planShards([PLANNED_SHARDS_MAX], 1)).toHaveLength(PLANNED_SHARDS_MAX);
  });
});
