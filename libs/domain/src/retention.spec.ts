import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Met } from './testing/meeting.ts';
import { RETENTION_LAWS, type RetentionLaw } from './testing/retention-laws.ts';
import { RETENTION_PLANTS } from './testing/retention-plants.ts';
import { drafting, retentionWalks } from './testing/retention-walk.ts';
import { breachOf } from './testing/walk.ts';

// What holds for the contents of revisions whatever anybody does: laws over random lives, as many as LIVES says.

const LIVES = Number(process.env['LIVES'] ?? 60);
/** Lives within which a law finds a planted bug. */
const LIVES_TO_FIND = 250;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('whatever anybody does with a draft', () => {
  it('the lives walked here dispose of contents, and ask for what is gone', () => {
    const lives = fc.sample(retentionWalks, { numRuns: 100, seed: 20_260_302 }).map((walk) => drafting(walk));
    const facts = lives.flatMap((life) => (life.at(-1)?.after.log ?? []).flatMap((told) => told.facts));
    expect(facts.map(({ type }) => type)).toStrictEqual(
      expect.arrayContaining(['RevisionsDisposed', 'VersionDrafted']),
    );
    expect(lives.flatMap((life) => life.flatMap(({ refused }) => refused ?? []))).toContain(
      'REVISION_DISPOSED',
    );
  });

  it(
    'every law is kept',
    () => {
      fc.assert(
        fc.property(retentionWalks, (walk) => {
          const life = drafting(walk);
          for (const [name, law] of Object.entries<RetentionLaw>(RETENTION_LAWS))
            expect([name, breachOf(() => law(life))]).toStrictEqual([name, undefined]);
        }),
        { numRuns: LIVES },
      );
    },
    SLOW_MS,
  );
});

describe('a law finds out when', () => {
  const walks = fc.sample(retentionWalks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });

  it.each(RETENTION_PLANTS)(
    '$name',
    ({ breaks, decide }) => {
      const law: RetentionLaw = RETENTION_LAWS[breaks];
      const isBroken = (life: readonly Met[]) => breachOf(() => law(life)) !== undefined;
      expect(walks.some((walk) => isBroken(drafting(walk, decide)))).toBe(true);
    },
    SLOW_MS,
  );
});
