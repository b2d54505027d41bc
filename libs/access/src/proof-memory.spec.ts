import { describe, expect, it } from '@jest/globals';

import { proofMemory, ProofMemoryFull } from './proof-memory.ts';

describe('the memory of proofs', () => {
  it('knows a proof again for as long as it could be used', () => {
    let now = 0;
    const isNew = proofMemory({ nowMs: () => now });
    const proof = { key: 'a', usableMs: 60_000 };
    expect([isNew(proof), isNew(proof), isNew({ ...proof, key: 'b' })]).toStrictEqual([true, false, true]);
    now = 60_000;
    expect(isNew(proof)).toBe(false);
    now = 60_001;
    expect(isNew(proof)).toBe(true);
  });

  it('takes no new one rather than forget one, and makes room as they grow old', () => {
    let now = 0;
    const isNew = proofMemory({ nowMs: () => now, max: 2 });
    for (const key of ['a', 'b']) isNew({ key, usableMs: 5_000 });
    expect(() => isNew({ key: 'c', usableMs: 5_000 })).toThrow(ProofMemoryFull);
    expect(isNew({ key: 'a', usableMs: 5_000 })).toBe(false);
    now = 10_000;
    expect(isNew({ key: 'c', usableMs: 5_000 })).toBe(true);
  });
});
