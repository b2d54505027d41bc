import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { REVIEW_LAWS, type ReviewLaw } from './testing/review-laws.ts';
import { REVIEW_PLANTS } from './testing/review-plants.ts';
import { reviewed, reviewWalks } from './testing/review-walk.ts';
import type { Met } from './testing/meeting.ts';
import { breachOf } from './testing/walk.ts';

// What holds of reviews whatever anybody does: laws over random lives, as many as LIVES says.

const LIVES = Number(process.env['LIVES'] ?? 60);
/** Lives within which a law finds a planted bug. */
const LIVES_TO_FIND = 250;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('whatever reviewers and administrators do', () => {
  it('the lives walked here reach every fact of a review, and every refusal', () => {
    const lives = fc.sample(reviewWalks, { numRuns: 150, seed: 20_260_302 }).map((walk) => reviewed(walk));
    const types = lives.flatMap((life) =>
      (life.at(-1)?.after.log ?? []).flatMap(({ facts }) => facts.map(({ type }) => type)),
    );
    expect([...new Set(types)]).toStrictEqual(
      expect.arrayContaining([
        ...[
          'ApprovalGiven',
          'VersionApproved',
          'PublicationRequested',
          'VersionPublished',
          'ChangesRequested',
        ],
        ...[
          'ApprovalPolicyProposed',
          'ApprovalPolicyApproved',
          'ApprovalPolicyWithdrawn',
          'ApprovalPolicySet',
        ],
        ...['ThreadStarted', 'ThreadResolved', 'ThreadReopened'],
      ]),
    );
    const refusals = lives.flatMap((life) => life.flatMap(({ refused }) => refused ?? []));
    expect([...new Set(refusals)]).toStrictEqual(
      expect.arrayContaining([
        ...['APPROVALS_LACKING', 'APPROVAL_GIVEN', 'APPROVAL_POLICY_INVALID', 'APPROVAL_POLICY_REVIEWED'],
        ...['PUBLICATION_PENDING', 'RESOLVER_IN_LINEAGE', 'REVIEW_OVER', 'THREAD_BLOCKING'],
        ...['INTERACTIVE_REQUIRED', 'OWN_RIGHTS_WIDENED', 'PROPOSAL_UNKNOWN', 'PROPOSER_APPROVES'],
      ]),
    );
  });

  it(
    'every law is kept',
    () => {
      fc.assert(
        fc.property(reviewWalks, (walk) => {
          const life = reviewed(walk);
          for (const [name, law] of Object.entries<ReviewLaw>(REVIEW_LAWS))
            expect([name, breachOf(() => law(life))]).toStrictEqual([name, undefined]);
        }),
        { numRuns: LIVES },
      );
    },
    SLOW_MS,
  );
});

describe('a law finds out when', () => {
  const walks = fc.sample(reviewWalks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });

  it.each(REVIEW_PLANTS)(
    '$name',
    ({ breaks, decide }) => {
      const law: ReviewLaw = REVIEW_LAWS[breaks];
      const isBroken = (life: readonly Met[]) => breachOf(() => law(life)) !== undefined;
      expect(walks.some((walk) => isBroken(reviewed(walk, decide)))).toBe(true);
    },
    SLOW_MS,
  );
});
