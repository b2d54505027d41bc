import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Selector } from './selector.ts';
import { bucketOf, versionFor, type ActiveVersions, type Subject } from './version-for.ts';

const selector: Selector = { tags: [], basisPoints: 0, salt: 'prod/2' };
const bound = (others: Partial<Selector>, isPaused = false): ActiveVersions => ({
  policyId: 'pay-gate',
  stable: 1,
  canary: { version: 2, selector: { ...selector, ...others }, isPaused },
});

const subjects: fc.Arbitrary<Subject> = fc.record({
  id: fc.string({ unit: 'binary', maxLength: 40 }),
  tags: fc.array(fc.constantFrom('tier:0', 'tier:1', 'eu'), { maxLength: 3 }),
});
const points = fc.integer({ min: 0, max: 10_000 });

describe('the version for a subject', () => {
  it('is the stable one without a canary, and none where nothing is bound', () => {
    const subject = { id: 'shop', tags: [] };
    expect(versionFor({ policyId: 'pay-gate', stable: 1, canary: undefined }, subject)).toBe(1);
    expect(
      versionFor({ policyId: 'pay-gate', stable: undefined, canary: undefined }, subject),
    ).toBeUndefined();
  });

  it('is the canary for any subject with one of its tags', () => {
    const tagged = bound({ tags: ['eu', 'tier:0'] });
    expect(versionFor(tagged, { id: 'shop', tags: ['tier:1', 'tier:0'] })).toBe(2);
    expect(versionFor(tagged, { id: 'shop', tags: ['tier:1'] })).toBe(1);
  });

  it('is never the canary at 0 %, always at 100 %, and never while it is paused', () => {
    fc.assert(
      fc.property(subjects, (subject) => {
        expect(versionFor(bound({}), subject)).toBe(1);
        expect(versionFor(bound({ basisPoints: 10_000 }), subject)).toBe(2);
        expect(versionFor(bound({ basisPoints: 10_000 }, true), subject)).toBe(1);
      }),
    );
  });

  it('is one of those that are bound, for any subject and any canary', () => {
    const salts = fc.string({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(subjects, points, salts, fc.boolean(), (subject, basisPoints, salt, isPaused) => {
        expect([1, 2]).toContain(versionFor(bound({ basisPoints, salt }, isPaused), subject));
      }),
    );
  });

  it('stays the canary while the percentage grows', () => {
    fc.assert(
      fc.property(subjects, points, points, (subject, one, other) => {
        const [narrow, wide] = [Math.min(one, other), Math.max(one, other)];
        if (versionFor(bound({ basisPoints: narrow }), subject) === 2)
          expect(versionFor(bound({ basisPoints: wide }), subject)).toBe(2);
      }),
    );
  });

  it('is the canary for about as many subjects as the percentage says', () => {
    const all = Array.from({ length: 10_000 }, (_none, at) => ({ id: `host-${at}`, tags: [] }));
    const reached = all.filter((subject) => versionFor(bound({ basisPoints: 2_500 }), subject) === 2);
    // Three standard deviations of 10,000 tosses with a chance of one in four.
    expect(Math.abs(reached.length - 2_500)).toBeLessThan(130);
  });
});

describe('the place of a subject', () => {
  // What docs/promotion.md tells the makers of enforcement points; the numbers were computed with coreutils and bc.
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/promotion.md'), 'utf8');
  const vectors = [...page.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| `([^`]+)` +\| (\d+) +\|$/gm)];

  it('is the one that the documentation shows', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(6);
    for (const [, policyId = '', salt = '', subject = '', bucket] of vectors)
      expect([subject, bucketOf({ policyId, salt, subject })]).toStrictEqual([subject, Number(bucket)]);
  });
});
