import { describe, expect, it } from '@jest/globals';

import { inputsDigestOf } from './inputs.ts';
import { INPUTS } from './testing/arbitrary.ts';
import { readTiming, timingBytes, timingOf } from './timing.ts';

const inputs = { ...INPUTS, budgets: { version: 1, lines: ['error_new = 0', 'p95 evaluation <= +20%'] } };

describe('the timing of a simulation', () => {
  it('weighs each shard by its tuples', () => {
    const shards = [
      { tuples: 94, baseNs: 94_000, candidateNs: 188_000 },
      { tuples: 5, baseNs: 25_000, candidateNs: 15_000 },
      { tuples: 1, baseNs: 9_000, candidateNs: 9_000 },
    ];
    expect(timingOf(inputs, shards)).toStrictEqual({
      schema: 'policy-registry.simulation-timing@1',
      inputsDigest: inputsDigestOf(inputs),
      base: { p50Ns: 1_000, p95Ns: 5_000, maxNs: 9_000, tuplesPerSecond: 781_250 },
      candidate: { p50Ns: 2_000, p95Ns: 3_000, maxNs: 9_000, tuplesPerSecond: 471_698 },
      shards,
      budgets: [{ line: 'p95 evaluation <= +20%', ok: true, value: '-40%' }],
    });
  });

  it('of no shards keeps no budget', () => {
    const timing = timingOf(inputs, []);
    expect(timing.base).toStrictEqual({ p50Ns: 0, p95Ns: 0, maxNs: 0, tuplesPerSecond: 0 });
    expect(timing.budgets).toStrictEqual([{ line: 'p95 evaluation <= +20%', ok: false, value: 'unknown' }]);
  });

  it('survives storage, and nothing else is one', () => {
    const timing = timingOf(inputs, [{ tuples: 1, baseNs: 10, candidateNs: 11 }]);
    expect(readTiming(timingBytes(timing))).toStrictEqual(timing);
    expect(() => readTiming(new TextEncoder().encode('{}'))).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });
});
