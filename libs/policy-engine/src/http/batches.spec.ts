import { describe, expect, it } from '@jest/globals';
import type { FindingTuple } from '@policy-registry/finding';
import fc from 'fast-check';

import { batchesOf } from './batches.ts';

const findingOf = (id: string): FindingTuple => ({
  component: {},
  advisory: { id, aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
});
const ids = fc.array(fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }), { maxLength: 60 });

describe('batchesOf', () => {
  it('keeps every finding and their order, and both limits', () => {
    fc.assert(
      fc.property(
        ids,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 4_000, max: 9_000 }),
        (all, countMax, bytesMax) => {
          const findings = all.map(findingOf);
          const batches = [...batchesOf(findings, { countMax, bytesMax })];
          expect(batches.flat()).toStrictEqual(findings);
          for (const batch of batches) {
            expect(batch.length).toBeGreaterThan(0);
            expect(batch.length).toBeLessThanOrEqual(countMax);
            expect(Buffer.byteLength(JSON.stringify(batch)) - '[]'.length).toBeLessThanOrEqual(bytesMax);
          }
        },
      ),
    );
  });

  it('gives no batch for no finding', () => {
    expect([...batchesOf([], { countMax: 1, bytesMax: 1 })]).toStrictEqual([]);
  });

  it('refuses a finding that is longer than a batch may be', () => {
    const limits = { countMax: 10, bytesMax: 200 };
    expect(() => [...batchesOf([findingOf('x'.repeat(200))], limits)]).toThrow(
      expect.objectContaining({ name: 'EngineRefused', code: 'INPUT_TOO_LARGE' }),
    );
  });
});
