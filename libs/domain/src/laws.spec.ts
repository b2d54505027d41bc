import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { LAWS, logOf, type Law } from './testing/laws.ts';
import { PLANTS } from './testing/plants.ts';
import { breachOf, walked, walks, type Walk } from './testing/walk.ts';

// What holds whatever anybody does, in whatever order: each law is checked over random lives of one policy, as many as
// LIVES says.

const LIVES = Number(process.env['LIVES'] ?? 60);
/** Lives within which a law finds a planted bug. */
const LIVES_TO_FIND = 400;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('whatever anybody does', () => {
  it(
    'the lives walked here reach every fact of a policy and of bindings, and every refusal of an approval and of a change of a binding',
    () => {
      const lives = fc.sample(walks, { numRuns: LIVES_TO_FIND, seed: 20260302 }).map((walk) => walked(walk));
      const types = new Set(
        lives.flatMap((one) => logOf(one).flatMap(({ facts }) => facts.map(({ type }) => type))),
      );
      expect([...types].sort()).toStrictEqual(
        expect.arrayContaining([
          'ApprovalGiven',
          'BindingRolledBack',
          'CanaryAborted',
          'CanaryCompleted',
          'CanaryContinued',
          'CanaryPaused',
          'CanaryRolledOff',
          'ChangesRequested',
          'PromotionFailed',
          'PromotionRequested',
          'PublicationFailed',
          'PublicationRequested',
          'StableRolledOff',
          'VersionApproved',
          'VersionArchived',
          'VersionDeprecated',
          'VersionDrafted',
          'VersionPromoted',
          'VersionPublished',
          'VersionRecalled',
          'VersionSubmitted',
          'VersionWithdrawn',
        ]),
      );
      const refusals = new Set(lives.flatMap((one) => one.flatMap(({ refused }) => refused ?? [])));
      expect([...refusals].sort()).toStrictEqual(
        expect.arrayContaining([
          'APPROVAL_BINDING_STALE',
          'APPROVER_IN_LINEAGE',
          'ATTEMPT_STALE',
          'AUTHENTICATION_STALE',
          'CANARY_MISSING',
          'CANARY_NARROWED',
          'CANARY_UNDER_WAY',
          'INCIDENT_MISSING',
          'INTERACTIVE_REQUIRED',
          'PROMOTION_PENDING',
          'REASON_MISSING',
          'ROLLBACK_TARGET_MISSING',
          'SEMVER_TAKEN',
          'STATEMENT_MISMATCHED',
          'VERSION_NEVER_ACTIVE',
          'VERSION_NOT_BINDABLE',
          'VERSION_NOT_DEPRECATED',
        ]),
      );
    },
    SLOW_MS,
  );

  it(
    'every law is kept',
    () => {
      const keepsAll = (walk: Walk): void => {
        const life = walked(walk);
        for (const [name, law] of Object.entries<Law>(LAWS))
          expect([name, breachOf(() => law(life, walk))]).toStrictEqual([name, undefined]);
      };
      fc.assert(fc.property(walks, keepsAll), { numRuns: LIVES });
    },
    SLOW_MS,
  );

  it('the same commands give the same facts', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        expect(logOf(walked(walk))).toStrictEqual(logOf(walked(walk)));
      }),
      { numRuns: 10 },
    );
  });
});

describe('a law finds out when', () => {
  const lives = fc.sample(walks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });

  it.each(PLANTS)(
    '$name',
    ({ breaks, decide, react }) => {
      const law: Law = LAWS[breaks];
      const isBroken = (walk: Walk) => breachOf(() => law(walked(walk, decide, react), walk)) !== undefined;
      expect(lives.some(isBroken)).toBe(true);
    },
    SLOW_MS,
  );
});
