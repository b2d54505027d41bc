import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { WAIVER_LAWS, type WaiverLaw } from './testing/waiver-laws.ts';
import { WAIVER_PLANTS } from './testing/waiver-plants.ts';
import { waived, waiverWalks } from './testing/waiver-walk.ts';
import type { Met } from './testing/meeting.ts';
import { breachOf } from './testing/walk.ts';

// What holds of waivers whatever anybody does: laws over random lives, as many as LIVES says.

const LIVES = Number(process.env['LIVES'] ?? 60);
/** Lives within which a law finds a planted bug. */
const LIVES_TO_FIND = 250;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('whatever anybody does about waivers', () => {
  it('the lives walked here reach every fact, and every refusal but that of too many', () => {
    const lives = fc.sample(waiverWalks, { numRuns: 150, seed: 20_260_302 }).map((walk) => waived(walk));
    const types = lives.flatMap((life) =>
      (life.at(-1)?.after.log ?? []).flatMap(({ facts }) => facts.map(({ type }) => type)),
    );
    expect([...new Set(types)]).toStrictEqual(
      expect.arrayContaining([
        ...['WaiverRequested', 'WaiverApproved', 'WaiverRejected'],
        ...['WaiverWithdrawn', 'WaiverRevoked', 'WaiverSuperseded'],
      ]),
    );
    const refusals = lives.flatMap((life) => life.flatMap(({ refused }) => refused ?? []));
    expect([...new Set(refusals)]).toStrictEqual(
      expect.arrayContaining([
        ...['INTERACTIVE_REQUIRED', 'REQUESTER_APPROVES', 'WAIVER_EXPIRY_INVALID', 'WAIVER_NOT_APPROVED'],
        ...['WAIVER_NOT_REQUESTED', 'WAIVER_RENEWAL_OPEN', 'WAIVER_UNKNOWN'],
      ]),
    );
  });

  it(
    'every law is kept',
    () => {
      fc.assert(
        fc.property(waiverWalks, (walk) => {
          const life = waived(walk);
          for (const [name, law] of Object.entries<WaiverLaw>(WAIVER_LAWS))
            expect([name, breachOf(() => law(life))]).toStrictEqual([name, undefined]);
        }),
        { numRuns: LIVES },
      );
    },
    SLOW_MS,
  );
});

describe('a law finds out when', () => {
  const walks = fc.sample(waiverWalks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });

  it.each(WAIVER_PLANTS)(
    '$name',
    ({ breaks, decide }) => {
      const law: WaiverLaw = WAIVER_LAWS[breaks];
      const isBroken = (life: readonly Met[]) => breachOf(() => law(life)) !== undefined;
      expect(walks.some((walk) => isBroken(waived(walk, decide)))).toBe(true);
    },
    SLOW_MS,
  );
});
