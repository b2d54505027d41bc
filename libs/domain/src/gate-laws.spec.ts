import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { GATE_LAWS, GATE_PLANTS } from './testing/gate-laws.ts';
import { gateWalks, walkedGates } from './testing/gate-walk.ts';
import { breachOf } from './testing/walk.ts';

const LIVES = Number(process.env['LIVES'] ?? 60);
const LIVES_TO_FIND = 400;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('an environment with gates', () => {
  it(
    'keeps every law, whatever anybody does',
    () => {
      fc.assert(
        fc.property(gateWalks, (walk) => {
          const life = walkedGates(walk);
          for (const [name, law] of Object.entries(GATE_LAWS))
            expect([name, breachOf(() => law(life))]).toStrictEqual([name, undefined]);
        }),
        { numRuns: LIVES },
      );
    },
    SLOW_MS,
  );

  const lives = fc.sample(gateWalks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });

  it('is met by every refusal of its gates, and by promotions', () => {
    const met = lives.flatMap((walk) => walkedGates(walk));
    expect([...new Set(met.flatMap(({ refused }) => refused ?? []))]).toStrictEqual(
      expect.arrayContaining([
        'AFTER_REVIEW_PENDING',
        'APPROVAL_BINDING_STALE',
        'APPROVAL_GIVEN',
        'APPROVER_IN_LINEAGE',
        'PROMOTER_IN_LINEAGE',
        'PROMOTION_APPROVALS_LACKING',
        'REVIEWER_PROMOTED',
        'SOAK_UNFINISHED',
        'WINDOW_CLOSED',
      ]),
    );
  });

  it.each(GATE_PLANTS)(
    'finds out when $name',
    ({ breaks, decide }) => {
      const isBroken = (walk: (typeof lives)[number]) =>
        breachOf(() => GATE_LAWS[breaks](walkedGates(walk, decide))) !== undefined;
      expect(lives.some(isBroken)).toBe(true);
    },
    SLOW_MS,
  );
});
