import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { dutifully, DUTY_LAWS, DUTY_PLANTS } from './testing/duty-laws.ts';
import { type Law } from './testing/laws.ts';
import type { Lived } from './testing/meeting.ts';
import { walked, walks, type Walk } from './testing/walk.ts';

// Random lives of a policy in a tenant that separates every duty; LIVES says how many.

const LIVES = Number(process.env['LIVES'] ?? 60);
const LIVES_TO_FIND = 200;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('where every duty is separated', () => {
  it(
    'every law of it is kept',
    () => {
      const keepsAll = (walk: Walk): void => {
        const life = walked(walk, dutifully());
        for (const [name, law] of Object.entries<Law>(DUTY_LAWS))
          expect([name, breach(law, life, walk)]).toStrictEqual([name, undefined]);
      };
      fc.assert(fc.property(walks, keepsAll), { numRuns: LIVES });
    },
    SLOW_MS,
  );

  const lives = fc.sample(walks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });
  it('lives come to publications, to promotions and to canaries that become stable', () => {
    const ends = lives.flatMap((walk) => walked(walk, dutifully()).at(-1)?.after ?? []);
    const types = new Set(
      ends.flatMap(({ log }) => log.flatMap(({ facts }) => facts.map(({ type }) => type))),
    );
    expect([...types]).toStrictEqual(
      expect.arrayContaining(['VersionPublished', 'VersionPromoted', 'CanaryCompleted']),
    );
  });

  it.each(DUTY_PLANTS)(
    'a law finds out when $name',
    ({ breaks, decide }) => {
      const isBroken = (walk: Walk) => breach(DUTY_LAWS[breaks], walked(walk, decide), walk) !== undefined;
      expect(lives.some(isBroken)).toBe(true);
    },
    SLOW_MS,
  );
});

const breach = (law: Law, life: readonly Lived[], walk: Walk): string | undefined => {
  try {
    law(life, walk);
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'matcherResult' in error) return error.message;
    throw error;
  }
};
