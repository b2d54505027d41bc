import { describe, expect, it } from '@jest/globals';
import { toTimestamp, type EpochMs, type Principal } from '@policy-registry/kernel';

import {
  anybody,
  approvalIn,
  asking,
  ENVIRONMENT,
  NOW,
  POLICY,
  REASONED,
  registry,
  signedPromotion,
  threePublished,
  versionIn,
} from '../../lifecycle/life.ts';
import { decided, stateOf, told, withState, type Request, type World } from '../../lifecycle/world.ts';
import type { Policy } from '../../policy/state.ts';
import { refusalOf } from '../../testing/meeting.ts';
import { person } from '../../testing/samples.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import type { FixedPromotion } from './events.ts';
import { SCHEDULE_LATE_MS_MAX } from './events.ts';
import { executorOf } from './executor.ts';

const HOUR_MS = 3_600_000;
const TEN = NOW + HOUR_MS;
const OF = { environmentId: ENVIRONMENT, policyId: POLICY };
const TENANT = { type: 'tenant', id: 'acme' } as const;

const admin = asking(anybody('admin'));
const ops = asking(anybody('ops'));
const promoting = (version: number, asked: object = {}): Request =>
  asking(anybody('fay'))('PromoteVersion', { ...OF, version, ...REASONED, ...asked });
const scheduling = (asked: object = {}, by: Principal = anybody('dave')): Request =>
  asking(by)('SchedulePromotion', { ...OF, version: 2, at: toTimestamp(TEN), ...REASONED, ...asked });
const setGates = (gates: object): Request =>
  admin('SetGates', { environmentId: ENVIRONMENT, gates, ...REASONED });
const defining = (members: readonly string[], roles = ['promoters']): Request =>
  admin('DefineGroup', { tenantId: 'acme', groupId: 'release', members, roles });

const world = signedPromotion(told(threePublished(), promoting(1)));
const scheduled = told(world, scheduling());
const carryingOut = (now: EpochMs = TEN, promotionId = 'c-1', by = executorOf(promotionId)): Request => ({
  ...asking({ ...registry, id: by })('ExecuteScheduledPromotion', { ...OF, promotionId }),
  now,
});
const factsOf = (before: World, request: Request = carryingOut()) => decided(before, request).facts;
const refused = (before: World, request: Request) => refusalOf(() => decided(before, request));
/** Why it suspends itself; nothing where it does not. */
const suspensions = (before: World, now?: EpochMs): readonly unknown[] =>
  factsOf(before, carryingOut(now)).flatMap(({ data }) =>
    'reasons' in data ? Object.values(Object(data['reasons'])).map((reason) => Object(reason).code) : [],
  );

describe('at its time', () => {
  it('what was scheduled is asked for as the promotion of whoever fixed it', () => {
    expect(factsOf(scheduled)).toMatchObject([
      {
        type: 'PromotionRequested',
        data: {
          statement: {
            ...{ ...OF, version: 2, previousVersion: 1, ...REASONED },
            ...{ requestedBy: 'dave', requestedAt: '2026-03-02T10:00:00.000Z' },
            scheduled: {
              promotionId: 'c-1',
              scheduledAt: '2026-03-02T09:00:00.000Z',
              at: '2026-03-02T10:00:00.000Z',
            },
          },
        },
      },
    ]);
  });

  it('is signed before it is bound, and then done for good', () => {
    const begun = told(scheduled, carryingOut());
    expect(factsOf(begun)).toStrictEqual([]);
    expect(refused(begun, promoting(3))).toBe('PROMOTION_PENDING');
    expect(signedPromotion(begun).log.at(-1)?.facts).toMatchObject([
      {
        type: 'VersionPromoted',
        data: { version: 2, promotedBy: 'dave', scheduled: { promotionId: 'c-1' } },
      },
    ]);
    const next = scheduling({ version: 3, at: toTimestamp(TEN + HOUR_MS) });
    expect(refused(signedPromotion(begun), next)).toBeUndefined();
  });

  it('starts a canary where one was fixed', () => {
    const canary = { tags: ['tier:1'], percentage: '5' };
    const [fact] = factsOf(told(world, scheduling({ canary })));
    expect(fact?.data['statement']).toMatchObject({ canary: { tags: ['tier:1'], basisPoints: 500 } });
  });

  it('and not before it, by the clock of the broker', () =>
    expect(factsOf(scheduled, carryingOut(TEN - 1))).toStrictEqual([]));

  it('is carried out by its own process alone', () => {
    expect(refused(scheduled, { ...carryingOut(), by: anybody('dave') })).toBe('SYSTEM_REQUIRED');
    expect(refused(scheduled, carryingOut(TEN, 'c-1', 'projector'))).toBe('SYSTEM_REQUIRED');
    expect(refused(scheduled, carryingOut(TEN, 'c-1', executorOf('c-2')))).toBe('SYSTEM_REQUIRED');
    expect(factsOf(scheduled, carryingOut(TEN, 'c-2'))).toStrictEqual([]);
  });

  it('does nothing that was cancelled', () => {
    const cancelled = told(scheduled, ops('CancelScheduledPromotion', { ...OF, ...REASONED }));
    expect(factsOf(cancelled)).toStrictEqual([]);
  });
});

const withTenant = (before: World, change: (tenant: OpenTenant) => Partial<OpenTenant>): World => {
  const tenant = stateOf(before, TENANT) as OpenTenant;
  return withState(before, TENANT, { ...tenant, ...change(tenant) });
};
const withVersion2 = (before: World, change: object): World => {
  const of = { type: 'policy', id: POLICY } as const;
  // Folded by the policy's own evolve.
  const policy = stateOf(before, of) as Extract<Policy, { status: 'created' }>;
  const versions = policy.versions.map((one, at) => (at === 1 ? { ...one, ...change } : one));
  return withState(before, of, { ...policy, versions });
};
const OTHER_BUDGETS = { environmentId: ENVIRONMENT, lines: ['newly_blocked <= 5'] };

describe('it suspends itself where', () => {
  it.each<[string, World, readonly string[]]>([
    ['another version is stable', signedPromotion(told(scheduled, promoting(3))), ['BASE_CHANGED']],
    [
      'the version was deprecated',
      told(scheduled, ops('DeprecateVersion', { policyId: POLICY, version: 2, ...REASONED })),
      ['VERSION_NOT_PUBLISHED'],
    ],
    [
      'the version was recalled',
      told(scheduled, ops('RecallVersion', { policyId: POLICY, version: 2, ...REASONED })),
      ['VERSION_NOT_PUBLISHED'],
    ],
    ['an approval is gone', withVersion2(scheduled, { approvals: [] }), ['APPROVALS_CHANGED']],
    [
      'it was submitted with other evidence',
      withVersion2(scheduled, { submission: undefined }),
      ['APPROVALS_CHANGED'],
    ],
    [
      'another approval policy is in force',
      withTenant(scheduled, ({ approvalPolicy }) => ({ approvalPolicy: { ...approvalPolicy, version: 2 } })),
      ['APPROVALS_CHANGED'],
    ],
    ['gates were set', told(scheduled, setGates({})), ['GATES_CHANGED']],
    ['impact budgets were set', told(scheduled, admin('SetBudgets', OTHER_BUDGETS)), ['GATES_CHANGED']],
    ['the tenant is suspended', withTenant(scheduled, () => ({ isSuspended: true })), ['TENANT_SUSPENDED']],
    [
      'a canary is under way',
      signedPromotion(told(scheduled, promoting(3, { canary: { percentage: '5' } }))),
      ['BASE_CHANGED', 'CANARY_UNDER_WAY'],
    ],
    ['another promotion is being signed', told(scheduled, promoting(3)), ['PROMOTION_PENDING']],
  ])('%s', (_what, before, codes) => expect(suspensions(before)).toStrictEqual(codes));

  it.each<[string, World]>([
    [
      'rolled back',
      told(
        signedPromotion(told(scheduled, promoting(2))),
        ops('RollBack', { ...OF, incident: 'INC-1', ...REASONED }),
      ),
    ],
    [
      'aborted as a canary',
      told(
        signedPromotion(told(scheduled, promoting(2, { canary: { percentage: '5' } }))),
        ops('AbortCanary', { ...OF, ...REASONED }),
      ),
    ],
  ])('its version was %s meanwhile, though what was stable is stable', (_what, before) =>
    expect(suspensions(before)).toStrictEqual(['BASE_CHANGED']),
  );

  it('its time was missed by more than an hour', () => {
    expect(suspensions(scheduled, TEN + SCHEDULE_LATE_MS_MAX)).toStrictEqual([]);
    expect(suspensions(scheduled, TEN + SCHEDULE_LATE_MS_MAX + 1)).toStrictEqual(['TIME_MISSED']);
  });

  it('several things are another, and it says each of them', () => {
    const both = told(signedPromotion(told(scheduled, promoting(3))), setGates({}));
    expect(suspensions(both)).toStrictEqual(['BASE_CHANGED', 'GATES_CHANGED']);
    expect(factsOf(both)).toMatchObject([
      {
        type: 'ScheduledPromotionSuspended',
        data: {
          promotionId: 'c-1',
          reasons: [{ detail: 'version 1 was stable, and now version 3 is' }, {}],
        },
      },
    ]);
  });

  it('and not because somebody else approved the version as well', () => {
    const approving = asking(anybody('gus'))(
      'ApproveVersion',
      approvalIn(scheduled, { policyId: POLICY, version: 2 }),
    );
    expect(suspensions(told(scheduled, approving))).toStrictEqual([]);
  });

  it('a gate is closed by then, with what every gate found', () => {
    const at = toTimestamp;
    const freezes = [{ name: 'night', from: at(TEN - 1), to: at(TEN + 1_000) }];
    const frozen = told(told(world, setGates({ windows: { freezes } })), scheduling());
    expect(factsOf(frozen)).toMatchObject([
      {
        type: 'ScheduledPromotionSuspended',
        data: {
          reasons: [{ code: 'GATES_CLOSED', detail: 'windows' }],
          verdicts: [
            { gate: 'approvals', ok: true },
            { gate: 'windows', ok: false },
          ],
        },
      },
    ]);
    expect(factsOf(frozen, carryingOut(TEN + 1_000))).toMatchObject([{ type: 'PromotionRequested' }]);
  });
});

describe('the rights of who scheduled', () => {
  const roled = told(
    world,
    admin('DefineRole', { tenantId: 'acme', roleId: 'promoters', scopes: ['policy:promote'] }),
  );
  const granted = told(roled, defining(['dave', 'erin']));
  const byGrant = told(granted, scheduling({}, person('dave', 'policy:read')));

  it('are recorded as the tenant grants them', () => {
    // The decider of the environment made it.
    const { rights } = byGrant.log.at(-1)?.facts[0]?.data as FixedPromotion;
    expect(rights).toStrictEqual([{ id: 'dave', isGranted: true, groups: ['release'] }]);
    expect(suspensions(byGrant)).toStrictEqual([]);
  });

  it.each<[string, World]>([
    ['the grant is taken back from the group', told(byGrant, defining(['dave', 'erin'], []))],
    ['who scheduled left the group', told(byGrant, defining(['erin']))],
    [
      'they left it, and had the scope by their token',
      told(told(told(roled, defining(['dave', 'erin'], [])), scheduling()), defining(['erin'], [])),
    ],
  ])('suspend it where %s', (_what, before) => expect(suspensions(before)).toStrictEqual(['RIGHTS_CHANGED']));

  it('hold where others come and go', () =>
    expect(suspensions(told(byGrant, defining(['dave', 'gus'])))).toStrictEqual([]));

  it('are those of both where it took two persons', () => {
    const two = withTenant(granted, ({ approvalPolicy }) => ({
      approvalPolicy: { ...approvalPolicy, duties: ['two_persons_promote'] },
    }));
    const both = told(told(two, scheduling()), scheduling({}, anybody('erin')));
    expect(suspensions(both)).toStrictEqual([]);
    expect(factsOf(both)).toMatchObject([
      { data: { statement: { requestedBy: 'erin', confirmation: { by: 'dave' } } } },
    ]);
    expect(suspensions(told(both, defining(['erin'])))).toStrictEqual(['RIGHTS_CHANGED']);
  });

  it('and who lost theirs before the second person came is no first', () => {
    const two = withTenant(granted, ({ approvalPolicy }) => ({
      approvalPolicy: { ...approvalPolicy, duties: ['two_persons_promote'] },
    }));
    const lost = told(told(two, scheduling()), defining(['erin']));
    expect(factsOf(lost, scheduling({}, anybody('erin')))).toMatchObject([
      { type: 'PromotionConfirmed', data: { by: 'erin', right: { id: 'erin', groups: ['release'] } } },
    ]);
  });
});

describe('approvals of a promotion', () => {
  const contentDigest = versionIn(world, 2)?.contentDigest;
  const approving = (by: string): Request =>
    asking(anybody(by))('ApprovePromotion', {
      ...{ ...OF, ...REASONED },
      ...{ version: 2, contentDigest, gatesVersion: 1, stable: 1 },
    });
  const promotingBy = (by: string): Request => ({ ...promoting(2), by: anybody(by) });
  const tenantOf = (of: World) => stateOf(of, TENANT) as OpenTenant;

  it('count from neither of two persons who want it, at once or at a time', () => {
    const apart = withTenant(told(world, setGates({ promotionApprovals: { approvals: 1 } })), (tenant) => ({
      approvalPolicy: {
        ...tenant.approvalPolicy,
        duties: ['two_persons_promote', 'promoters_never_approve'],
      },
    }));
    const approved = told(apart, approving('gus'));
    const atATime = told(told(approved, scheduling({}, anybody('gus'))), scheduling());
    expect(suspensions(atATime)).toStrictEqual(['GATES_CLOSED']);
    const byOthers = told(told(approved, scheduling()), scheduling({}, anybody('erin')));
    expect(suspensions(byOthers)).toStrictEqual([]);

    const open = withTenant(world, () => ({ approvalPolicy: tenantOf(apart).approvalPolicy }));
    const confirmed = told(open, promoting(2));
    expect(confirmed.log.at(-1)?.facts[0]?.type).toBe('PromotionConfirmed');
    const gated = told(confirmed, setGates({ promotionApprovals: { approvals: 1 } }));
    const byFirst = told(gated, approving('fay'));
    expect(refused(byFirst, promotingBy('dave'))).toBe('PROMOTION_APPROVALS_LACKING');
    expect(refused(told(gated, approving('hal')), promotingBy('dave'))).toBeUndefined();
  });
});

describe('one that suspended itself', () => {
  const suspended = told(signedPromotion(told(scheduled, promoting(3))), carryingOut());
  const resuming = (asked: object = {}): Request => ({
    ...asking({ ...anybody('erin'), authenticatedAt: TEN })('ResumeScheduledPromotion', {
      ...{ ...OF, at: toTimestamp(TEN + HOUR_MS), ...REASONED },
      ...asked,
    }),
    ...{ now: TEN, commandId: 'c-2' },
  });

  it('waits for somebody, and is not tried again', () =>
    expect(factsOf(suspended, carryingOut(TEN + HOUR_MS))).toStrictEqual([]));

  it('is fixed anew as everything is by now, in the name of who resumes it', () => {
    expect(factsOf(suspended, resuming())).toMatchObject([
      {
        type: 'ScheduledPromotionResumed',
        data: {
          promotionId: 'c-2',
          version: 2,
          stable: 3,
          scheduledBy: 'erin',
          at: '2026-03-02T11:00:00.000Z',
        },
      },
    ]);
    const resumed = told(suspended, resuming());
    expect(factsOf(resumed, carryingOut(TEN + HOUR_MS))).toStrictEqual([]);
    expect(factsOf(resumed, carryingOut(TEN + HOUR_MS, 'c-2'))).toMatchObject([
      { type: 'PromotionRequested', data: { statement: { requestedBy: 'erin', previousVersion: 3 } } },
    ]);
  });

  it('asks what a promotion asks of who resumes it', () => {
    expect(refused(suspended, { ...resuming(), by: person('erin', 'policy:operate') })).toBe('SCOPE_MISSING');
    expect(refused(suspended, { ...resuming(), by: anybody('erin') })).toBe('AUTHENTICATION_STALE');
    expect(refused(suspended, resuming({ at: toTimestamp(TEN) }))).toBe('SCHEDULE_TIME_INVALID');
    const gone = told(suspended, ops('RecallVersion', { policyId: POLICY, version: 2, ...REASONED }));
    expect(refused(gone, resuming())).toBe('VERSION_NOT_PUBLISHED');
  });

  it('keeps the simulation that it was scheduled with, unless another is named', () => {
    const simulated = told(world, scheduling({ simulationId: 'simulation-2' }));
    const before = told(signedPromotion(told(simulated, promoting(3))), carryingOut());
    const namedBy = (request: Request) => factsOf(before, request)[0]?.data['simulationId'];
    expect([namedBy(resuming()), namedBy(resuming({ simulationId: 'simulation-9' }))]).toStrictEqual([
      'simulation-2',
      'simulation-9',
    ]);
  });

  it('ends with being resumed where its version is stable by now', () => {
    const bound = told(signedPromotion(told(scheduled, promoting(2))), carryingOut());
    expect(factsOf(bound, resuming())).toMatchObject([
      { type: 'ScheduledPromotionCancelled', data: { promotionId: 'c-1', by: 'erin' } },
    ]);
  });

  it('can be cancelled, and keeps another from being scheduled until then', () => {
    expect(refused(suspended, scheduling())).toBe('PROMOTION_SCHEDULED');
    const cancelled = told(suspended, ops('CancelScheduledPromotion', { ...OF, ...REASONED }));
    expect(refused(cancelled, resuming())).toBe('SCHEDULE_MISSING');
    expect(refused(cancelled, scheduling())).toBeUndefined();
  });
});
