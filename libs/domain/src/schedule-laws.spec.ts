import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { BINDING_LAWS } from './testing/binding-laws.ts';
import { SCHEDULE_LAWS } from './testing/schedule-laws.ts';
import { SCHEDULE_PLANTS } from './testing/schedule-plants.ts';
import { scheduleWalks, walkedSchedules } from './testing/schedule-walk.ts';
import { breachOf } from './testing/walk.ts';

const LIVES = Number(process.env['LIVES'] ?? 60);
const LIVES_TO_FIND = 400;
const SLOW_MS = 60_000 + 100 * LIVES;

describe('scheduled promotions', () => {
  it(
    'keep every law, whatever anybody does',
    () => {
      fc.assert(
        fc.property(scheduleWalks, (walk) => {
          const life = walkedSchedules(walk);
          for (const [name, law] of Object.entries({ ...SCHEDULE_LAWS, ...BINDING_LAWS }))
            expect([name, breachOf(() => law(life))]).toStrictEqual([name, undefined]);
        }),
        { numRuns: LIVES },
      );
    },
    SLOW_MS,
  );

  const lives = fc.sample(scheduleWalks, { numRuns: LIVES_TO_FIND, seed: 20_260_302 });

  it(
    'come to every end that they can have, and meet every refusal',
    () => {
      const met = lives.flatMap((walk) => walkedSchedules(walk));
      const facts = met.flatMap(({ before, after }) =>
        after.log.slice(before.log.length).flatMap((one) => one.facts),
      );
      expect([...new Set(facts.map(({ type }) => type))]).toStrictEqual(
        expect.arrayContaining([
          'PromotionConfirmed',
          'PromotionScheduled',
          'ScheduledPromotionCancelled',
          'ScheduledPromotionResumed',
          'ScheduledPromotionSuspended',
          'VersionPromoted',
        ]),
      );
      const reasons = facts.flatMap(({ data }) =>
        Array.isArray(data['reasons']) ? data['reasons'].map((reason) => Object(reason).code) : [],
      );
      expect([...new Set(reasons)]).toStrictEqual(
        expect.arrayContaining([
          'APPROVALS_CHANGED',
          'BASE_CHANGED',
          'GATES_CHANGED',
          'GATES_CLOSED',
          'RIGHTS_CHANGED',
          'TIME_MISSED',
          'VERSION_NOT_PUBLISHED',
        ]),
      );
      expect([...new Set(met.flatMap(({ refused }) => refused ?? []))]).toStrictEqual(
        expect.arrayContaining([
          'AUTHENTICATION_STALE',
          'INTERACTIVE_REQUIRED',
          'PROMOTION_SCHEDULED',
          'SCHEDULE_MISSING',
          'SCHEDULE_NOT_SUSPENDED',
          'SCOPE_MISSING',
          'SECOND_PERSON_NEEDED',
          'SYSTEM_REQUIRED',
          'VERSION_NOT_PUBLISHED',
        ]),
      );
    },
    SLOW_MS,
  );

  it.each(SCHEDULE_PLANTS)(
    'find out when $name',
    ({ breaks, decide }) => {
      const isBroken = (walk: (typeof lives)[number]) =>
        breachOf(() => SCHEDULE_LAWS[breaks](walkedSchedules(walk, decide))) !== undefined;
      expect(lives.some(isBroken)).toBe(true);
    },
    SLOW_MS,
  );
});
