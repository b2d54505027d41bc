import { describe, expect, it } from '@jest/globals';
import { toTimestamp, type EpochMs } from '@policy-registry/kernel';

import {
  anybody,
  asking,
  AUTHOR,
  ENVIRONMENT,
  NOW,
  POLICY,
  REASONED,
  signedPromotion,
  threePublished,
} from '../../lifecycle/life.ts';
import {
  decided,
  rehearsed,
  stateOf,
  told,
  withState,
  type Request,
  type World,
} from '../../lifecycle/world.ts';
import type { Duty } from '../../tenant/duties.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import { refusalOf } from '../../testing/meeting.ts';
import { person } from '../../testing/samples.ts';
import { SCHEDULE_AHEAD_MS_MAX, SCHEDULES_MAX, type FixedPromotion } from './events.ts';
import type { Environment } from '../state.ts';

const HOUR_MS = 3_600_000;
const OF = { environmentId: ENVIRONMENT, policyId: POLICY };
const TENANT = { type: 'tenant', id: 'acme' } as const;
const IN_AN_HOUR = toTimestamp(NOW + HOUR_MS);

const world = signedPromotion(
  told(threePublished(), asking(anybody('dave'))('PromoteVersion', { ...OF, version: 1, ...REASONED })),
);
const scheduling = (by = 'dave', asked: object = {}): Request =>
  asking(anybody(by))('SchedulePromotion', { ...OF, version: 2, at: IN_AN_HOUR, ...REASONED, ...asked });
const cancelling = (by = anybody('ops'), asked: object = REASONED): Request =>
  asking(by)('CancelScheduledPromotion', { ...OF, ...asked });
const without = ({ data, ...request }: Request, name: string): Request => ({
  ...request,
  data: Object.fromEntries(Object.entries(data).filter(([member]) => member !== name)),
});

const refused = (before: World, request: Request) => refusalOf(() => decided(before, request));
const types = (before: World, request: Request) => decided(before, request).facts.map(({ type }) => type);
const scheduled = told(world, scheduling());

describe('scheduling a promotion', () => {
  it('fixes everything that it rests on, and binds nothing', () => {
    expect(decided(world, scheduling('dave', { simulationId: 'simulation-2' })).facts).toMatchObject([
      {
        type: 'PromotionScheduled',
        data: {
          ...{ ...OF, version: 2, ...REASONED, at: '2026-03-02T10:00:00.000Z', promotionId: 'c-1' },
          ...{ stable: 1, simulationId: 'simulation-2', approvalPolicyVersion: 1 },
          ...{ scheduledBy: 'dave', scheduledAt: '2026-03-02T09:00:00.000Z' },
          approvals: [{ approver: 'outsider' }],
          rights: [{ id: 'dave', isGranted: false, groups: [] }],
        },
      },
    ]);
  });

  it('asks what a promotion asks of who wants it', () => {
    const robot = { ...anybody('dave'), type: 'service' as const, isInteractive: false };
    expect(refused(world, { ...scheduling(), by: robot })).toBe('INTERACTIVE_REQUIRED');
    const stale = { ...anybody('dave'), authenticatedAt: NOW - HOUR_MS };
    expect(refused(world, { ...scheduling(), by: stale })).toBe('AUTHENTICATION_STALE');
    expect(refused(world, { ...scheduling(), by: person('dave', 'policy:operate') })).toBe('SCOPE_MISSING');
    expect(refused(world, without(scheduling(), 'reasonDigest'))).toBe('REASON_MISSING');
    expect(refused(world, without(scheduling(), 'ticketDigest'))).toBe('TICKET_MISSING');
    expect(refused(world, { ...scheduling(), ifMatch: '99' })).toBe('RESOURCE_STALE');
  });

  it('is of a version that may be promoted', () => {
    expect(refused(world, scheduling('dave', { version: 9 }))).toBe('VERSION_UNKNOWN');
    const elsewhere = { environmentId: 'nowhere' };
    expect(refused(world, scheduling('dave', elsewhere))).toBe('ENVIRONMENT_UNKNOWN');
    const deprecated = told(
      world,
      asking(anybody('ops'))('DeprecateVersion', { policyId: POLICY, version: 2, ...REASONED }),
    );
    expect(refused(deprecated, scheduling())).toBe('VERSION_NOT_PUBLISHED');
    expect(decided(world, scheduling('dave', { version: 1 })).facts).toStrictEqual([]);
  });

  it.each<[string, string]>([
    ['no time', 'tomorrow'],
    ['a time without a zone', '2026-03-02T10:00:00'],
    ['now', toTimestamp(NOW)],
    ['too far ahead', toTimestamp(NOW + SCHEDULE_AHEAD_MS_MAX + 1)],
  ])('is not for %s', (_what, at) =>
    expect(refused(world, scheduling('dave', { at }))).toBe('SCHEDULE_TIME_INVALID'),
  );

  it('takes a time in any zone, and keeps it in UTC', () => {
    const [fact] = decided(world, scheduling('dave', { at: '2026-03-02T11:00:00+01:00' })).facts;
    expect(fact?.data['at']).toBe(IN_AN_HOUR);
    const last = toTimestamp(NOW + SCHEDULE_AHEAD_MS_MAX);
    expect(refused(world, scheduling('dave', { at: last }))).toBeUndefined();
  });

  it('is done where exactly that is scheduled, and refused for anything else', () => {
    expect(decided(scheduled, scheduling()).facts).toStrictEqual([]);
    for (const asked of [{ version: 3 }, { at: toTimestamp(NOW + 2 * HOUR_MS) }, { canary: { tags: ['a'] } }])
      expect(refused(scheduled, scheduling('dave', asked))).toBe('PROMOTION_SCHEDULED');
    expect(refused(scheduled, scheduling('erin'))).toBe('PROMOTION_SCHEDULED');
  });

  it('is not begun beside a canary or a promotion that is being signed', () => {
    const canary = { ...OF, version: 3, canary: { percentage: '5' }, ...REASONED };
    const asked = told(world, asking(anybody('dave'))('PromoteVersion', canary));
    expect(refused(asked, scheduling())).toBe('PROMOTION_PENDING');
    expect(refused(signedPromotion(asked), scheduling())).toBe('CANARY_UNDER_WAY');
  });

  it('keeps an environment to so many', () => {
    const of = { type: 'environment', id: ENVIRONMENT } as const;
    // Folded by the environment's own evolve.
    const environment = stateOf(scheduled, of) as Extract<Environment, { status: 'created' }>;
    const [one] = [...(environment.schedules?.values() ?? [])];
    const others = Array.from({ length: SCHEDULES_MAX }, (_, at) => [`p-${at}`, one] as const);
    const full = withState(world, of, { ...environment, schedules: new Map(others) });
    expect(refused(full, scheduling())).toBe('SCHEDULES_FULL');
  });

  it('says in a dry run everything that is against it', () => {
    const { reasons } = rehearsed(scheduled, without(scheduling('erin', { at: 'never' }), 'reasonDigest'));
    expect(reasons.map(({ code }) => code)).toStrictEqual([
      'REASON_MISSING',
      'SCHEDULE_TIME_INVALID',
      'PROMOTION_SCHEDULED',
    ]);
  });
});

describe('duties hold for it as for a promotion', () => {
  const under = (...duties: readonly Duty[]): World => {
    const tenant = stateOf(world, TENANT) as OpenTenant;
    return withState(world, TENANT, { ...tenant, approvalPolicy: { ...tenant.approvalPolicy, duties } });
  };

  it('publishers do not schedule where they do not promote', () => {
    expect(refused(under('publishers_never_promote'), scheduling('outsider'))).toBe('PROMOTER_PUBLISHED');
    expect(refused(under('publishers_never_promote'), scheduling(AUTHOR))).toBeUndefined();
  });

  it('two persons schedule exactly the same where two promote', () => {
    const two = under('two_persons_promote');
    expect(decided(two, scheduling()).facts).toMatchObject([
      { type: 'PromotionConfirmed', data: { by: 'dave', scheduledFor: IN_AN_HOUR } },
    ]);
    const first = told(two, scheduling());
    expect(refused(first, scheduling())).toBe('SECOND_PERSON_NEEDED');
    const [fact] = decided(first, scheduling('erin')).facts;
    // The decider of the environment made it.
    const { scheduledBy, confirmation, rights } = fact?.data as FixedPromotion;
    expect([fact?.type, scheduledBy, confirmation?.by]).toStrictEqual(['PromotionScheduled', 'erin', 'dave']);
    expect(rights.map(({ id }) => id)).toStrictEqual(['erin', 'dave']);
    expect(types(first, scheduling('erin', { at: toTimestamp(NOW + 2 * HOUR_MS) }))).toStrictEqual([
      'PromotionConfirmed',
    ]);
    const atOnce = asking(anybody('erin'))('PromoteVersion', { ...OF, version: 2, ...REASONED });
    expect(types(first, atOnce)).toStrictEqual(['PromotionConfirmed']);
  });
});

describe('cancelling it', () => {
  it('needs a reason and one of two scopes, and no fresh sign-in', () => {
    expect(refused(scheduled, cancelling(anybody('ops'), {}))).toBe('REASON_MISSING');
    expect(refused(scheduled, cancelling(person('ops', 'policy:approve')))).toBe('SCOPE_MISSING');
    const robot = { ...person('robot', 'policy:operate'), type: 'service' as const, isInteractive: false };
    for (const by of [robot, person('dave', 'policy:promote')])
      expect(types(scheduled, cancelling(by))).toStrictEqual(['ScheduledPromotionCancelled']);
  });

  it('leaves room for another', () => {
    const cancelled = told(scheduled, cancelling());
    expect(refused(cancelled, cancelling())).toBe('SCHEDULE_MISSING');
    expect(types(cancelled, scheduling('erin', { version: 3 }))).toStrictEqual(['PromotionScheduled']);
  });
});

describe('resuming it', () => {
  const resuming = (asked: object = {}, now: EpochMs = NOW): Request => ({
    ...asking({ ...anybody('erin'), authenticatedAt: now })('ResumeScheduledPromotion', {
      ...{ ...OF, at: toTimestamp(now + HOUR_MS), ...REASONED, ...asked },
    }),
    now,
  });

  it('is of one that suspended itself', () => {
    expect(refused(world, resuming())).toBe('SCHEDULE_MISSING');
    expect(refused(scheduled, resuming())).toBe('SCHEDULE_NOT_SUSPENDED');
  });
});
