import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { pickSample, QUICK_SHARDS_MAX } from './quick.ts';

const samples = fc.record({
  seed: fc.nat({ max: 0xffff_ffff }),
  sampleTuples: fc.integer({ min: 1, max: 60 }),
  tuplesPerShard: fc.array(fc.nat({ max: 12 }), { maxLength: 40 }),
});

describe('the sample of a quick simulation', () => {
  it('holds tuples that are there, each once, in order, and no more than asked for', () => {
    fc.assert(
      fc.property(samples, (of) => {
        const picks = pickSample(of);
        const shards = picks.map(({ snapshotShard }) => snapshotShard);
        expect(shards).toStrictEqual([...new Set(shards)].toSorted((a, b) => a - b));
        expect(shards.length).toBeLessThanOrEqual(QUICK_SHARDS_MAX);
        for (const { snapshotShard, positions } of picks) {
          expect(positions).toStrictEqual([...new Set(positions)].toSorted((a, b) => a - b));
          for (const position of positions)
            expect(position).toBeLessThan(of.tuplesPerShard[snapshotShard] ?? 0);
        }
        const picked = picks.reduce((sum, { positions }) => sum + positions.length, 0);
        expect(picked).toBeLessThanOrEqual(of.sampleTuples);
      }),
    );
  });

  it('is the whole snapshot where that fits', () => {
    expect(pickSample({ seed: 1, sampleTuples: 5, tuplesPerShard: [2, 0, 3] })).toStrictEqual([
      { snapshotShard: 0, positions: [0, 1] },
      { snapshotShard: 2, positions: [0, 1, 2] },
    ]);
  });

  it('is of the size asked for where the shards read hold as many', () => {
    const picks = pickSample({ seed: 7, sampleTuples: 100, tuplesPerShard: Array(64).fill(50) });
    expect(picks.reduce((sum, { positions }) => sum + positions.length, 0)).toBe(100);
  });

  it('is the same for the same seed, and another for another', () => {
    const of = { sampleTuples: 10, tuplesPerShard: Array(32).fill(20) };
    expect(pickSample({ ...of, seed: 0xc0dec0de })).toStrictEqual(pickSample({ ...of, seed: 0xc0dec0de }));
    expect(pickSample({ ...of, seed: 0xc0dec0de })).not.toStrictEqual(pickSample({ ...of, seed: 1 }));
  });

  it('leaves no tuple out for every seed', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 400; seed += 1) {
      for (const { snapshotShard, positions } of pickSample({
        seed,
        sampleTuples: 8,
        tuplesPerShard: Array(20).fill(3),
      }))
        positions.forEach((position) => seen.add(`${snapshotShard}:${position}`));
    }
    expect(seen.size).toBe(60);
  });
});
