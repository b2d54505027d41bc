import { expect } from '@jest/globals';

import { executorOf } from '../environment/schedule/executor.ts';
import type { FixedPromotion } from '../environment/schedule/events.ts';
import type { GateSettings } from '../environment/gates/settings.ts';
import type { World } from '../lifecycle/world.ts';
import { ENVIRONMENT } from '../lifecycle/life.ts';
import { acceptedIn, stableIn } from './gate-walk.ts';
import type { Met } from './meeting.ts';
import { fixingsIn } from './schedule-walk.ts';

// What holds for scheduled promotions whatever anybody does, told from requests and the log alone.

const HOUR_MS = 3_600_000;

/** Promotions that a process began at a time, with what somebody had fixed. */
const begun = (life: readonly Met[]) =>
  life.flatMap(({ request, before, after }) => {
    const asked = after.log.slice(before.log.length).flatMap(({ facts }) => facts);
    const fact = asked.find(({ type }) => type === 'PromotionRequested');
    if (fact === undefined || request.type !== 'ExecuteScheduledPromotion') return [];
    const fixing = fixingsIn(before).find(({ data }) => data['promotionId'] === request.data['promotionId']);
    if (fixing === undefined) throw new Error('what nobody fixed was carried out');
    // Both were recorded by the decider of the environment.
    const statement = Object(fact.data['statement']) as Readonly<Record<string, unknown>>;
    const fixed = fixing.data as FixedPromotion;
    return [{ request, before, statement, fixed, fixing }];
  });

const countIn = (world: World, type: string): number => acceptedIn(world, type).length;
const countAt = (world: World, type: string, place: number): number =>
  acceptedIn(world, type).filter((one) => one.place < place).length;
/** What was bound here; the environment before has bindings of its own. */
const boundIn = (world: World, type: string) =>
  acceptedIn(world, type).filter(({ data }) => data['environmentId'] === ENVIRONMENT);

/** Somebody fixed something, with the world that they met. */
const fixings = (life: readonly Met[]) =>
  life.flatMap(({ request, before, after }) => {
    const [fixing] = fixingsIn({ ...after, log: after.log.slice(before.log.length) });
    return fixing === undefined ? [] : [{ request, before, fixed: fixing.data as FixedPromotion }];
  });

const takesTwo = (world: World): boolean => {
  const duties = acceptedIn(world, 'ApprovalPolicySet').at(-1)?.data['duties'];
  return Array.isArray(duties) && duties.includes('two_persons_promote');
};

const membersIn = (world: World): readonly unknown[] => {
  const members = acceptedIn(world, 'GroupDefined').at(-1)?.data['members'];
  return Array.isArray(members) ? members : [];
};

export const SCHEDULE_LAWS = {
  'a promotion is fixed only by persons who signed in freshly, and by two where it takes two': (
    life: readonly Met[],
  ) => {
    for (const { request, before, fixed } of fixings(life)) {
      expect(request.by).toMatchObject({ type: 'user', isInteractive: true, id: fixed.scheduledBy });
      expect(request.now - (request.by.authenticatedAt ?? 0)).toBeLessThanOrEqual(300_000);
      if (!takesTwo(before)) continue;
      const first = acceptedIn(before, 'PromotionConfirmed').at(-1)?.request.by.id;
      expect(fixed.confirmation?.by).toBe(first);
      expect(first).not.toBe(fixed.scheduledBy);
    }
  },
  'what is fixed is what there is, for a time that is to come': (life: readonly Met[]) => {
    for (const { request, before, fixed } of fixings(life)) {
      expect(fixed.stable).toBe(stableIn(before, ENVIRONMENT)?.version);
      expect(fixed.gatesVersion ?? 0).toBe(countIn(before, 'GatesSet'));
      expect(Date.parse(fixed.at)).toBeGreaterThan(request.now);
    }
  },
  'it is carried out at its time: never before, and not long after': (life: readonly Met[]) => {
    for (const { request, fixed } of begun(life)) {
      expect(request.now).toBeGreaterThanOrEqual(Date.parse(fixed.at));
      expect(request.now).toBeLessThanOrEqual(Date.parse(fixed.at) + HOUR_MS);
    }
  },
  'its own process carries out what was fixed last, once, and nothing else': (life: readonly Met[]) => {
    for (const { request, before, statement, fixed, fixing } of begun(life)) {
      expect(request.by).toMatchObject({ type: 'system', id: executorOf(fixed.promotionId) });
      const { version, contentDigest, irDigest, reasonDigest, ticketDigest, promotionId } = fixed;
      expect(statement).toMatchObject({ version, contentDigest, irDigest, reasonDigest, ticketDigest });
      expect(statement).toMatchObject({ requestedBy: fixed.scheduledBy, scheduled: { promotionId } });
      expect(fixingsIn(before).at(-1)?.place).toBe(fixing.place);
      const ends = ['ScheduledPromotionCancelled', 'ScheduledPromotionSuspended', 'PromotionRequested']
        .flatMap((type) => acceptedIn(before, type))
        .filter(
          ({ data }) =>
            (data['promotionId'] ?? Object(Object(data['statement']).scheduled).promotionId) === promotionId,
        );
      expect(ends).toStrictEqual([]);
    }
  },
  'nothing that it rests on has changed: what is bound, the gates, the approvals and the version': (
    life: readonly Met[],
  ) => {
    for (const { before, fixed, fixing } of begun(life)) {
      expect(stableIn(before, ENVIRONMENT)?.version).toBe(fixed.stable);
      for (const type of ['VersionPromoted', 'BindingRolledBack'])
        expect(boundIn(before, type)).toHaveLength(
          boundIn(before, type).filter(({ place }) => place < fixing.place).length,
        );
      for (const type of ['GatesSet', 'ApprovalPolicySet'])
        expect(countIn(before, type)).toBe(countAt(before, type, fixing.place));
      const deprecated = acceptedIn(before, 'VersionDeprecated').map(({ data }) => data['version']);
      expect(deprecated).not.toContain(fixed.version);
    }
  },
  'everybody who fixed it may promote still': (life: readonly Met[]) => {
    for (const { before, fixed } of begun(life))
      for (const id of [fixed.scheduledBy, ...(fixed.confirmation ? [fixed.confirmation.by] : [])])
        expect(membersIn(before)).toContain(id);
  },
  'it is carried out in no freeze of its time': (life: readonly Met[]) => {
    for (const { request, before } of begun(life)) {
      const set = acceptedIn(before, 'GatesSet').at(-1);
      // The fact was recorded by the decider of the environment.
      const { windows } = (set?.data['gates'] ?? {}) as GateSettings;
      for (const { from, to } of windows?.freezes ?? [])
        expect(Date.parse(from) <= request.now && request.now < Date.parse(to)).toBe(false);
    }
  },
} as const;
