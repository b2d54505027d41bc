import { parseTimestamp, toTimestamp, type EpochMs, type Principal } from '@policy-registry/kernel';
import fc from 'fast-check';

import { executorOf } from '../environment/schedule/executor.ts';
import {
  anybody,
  ENVIRONMENT,
  NOW,
  POLICY,
  promotionAttestationIn,
  REASONED,
  registry,
  threePublished,
} from '../lifecycle/life.ts';
import { decided, told, toldBy, type Decide, type Request, type World } from '../lifecycle/world.ts';
import { timerChangesOf, timerExecutorOf, type Timer } from '../timers.ts';
import { acceptedIn } from './gate-walk.ts';
import { refusalOf, type Met } from './meeting.ts';
import { recorded } from './recorded.ts';

// A random life of scheduled promotions: people schedule for soon and change what was relied on, time passes, and what is due
// is carried out by the timers that the facts set.

const PEOPLE = ['ann', 'ben', 'cat'] as const;
const CHANGES = ['promote', 'rollBack', 'gates', 'group', 'rules', 'deprecate', 'cancel', 'stray'] as const;
const MINUTE_MS = 60_000;
const AWAY_MS = 2 * 3_600_000;

type Step = {
  readonly move: (typeof CHANGES)[number] | 'schedule' | 'resume' | 'wait';
  readonly who: (typeof PEOPLE)[number];
  readonly version: number;
  /** How long it takes, and how far ahead something is scheduled. */
  readonly minutes: number;
  readonly twist: number;
};
export type ScheduleWalk = { readonly takesTwo: boolean; readonly steps: readonly Step[] };

export const scheduleWalks: fc.Arbitrary<ScheduleWalk> = fc.record({
  takesTwo: fc.boolean(),
  steps: fc.array(
    fc.record({
      move: fc.oneof(
        { weight: 4, arbitrary: fc.constant('schedule' as const) },
        { weight: 2, arbitrary: fc.constantFrom('resume' as const, 'wait' as const) },
        { weight: 3, arbitrary: fc.constantFrom(...CHANGES) },
      ),
      who: fc.constantFrom(...PEOPLE),
      version: fc.integer({ min: 1, max: 3 }),
      minutes: fc.integer({ min: 1, max: 20 }),
      twist: fc.nat({ max: 7 }),
    }),
    { minLength: 15, maxLength: 40, size: 'max' },
  ),
});

const asking = (type: string, data: Request['data'], by: Principal, now: EpochMs): Request => ({
  ...{ type, data, now },
  by: by.type === 'system' ? by : { ...by, authenticatedAt: now },
});
/** Whoever may do everything but promote, which the tenant grants to the group that they are in. */
const member = (id: string): Principal => ({
  ...anybody(id),
  scopes: anybody(id).scopes.filter((scope) => scope !== 'policy:promote'),
});
const releasing = (members: readonly string[]): Request['data'] => ({
  ...{ tenantId: 'acme', groupId: 'release', members, roles: ['promoters'] },
});
/** The nth approval policy: another one than before, for what is of no matter here. */
const rules = (takesTwo: boolean, nth: number): Request['data'] => ({
  tenantId: 'acme',
  rules: {
    approvals: 1,
    duties: takesTwo ? ['two_persons_promote'] : [],
    explanation: nth % 2 === 0 ? 'reason' : 'ticket',
  },
  ...REASONED,
});

const PUBLISHED = threePublished();
const beginning = (takesTwo: boolean): World =>
  [
    asking(
      'DefineRole',
      { tenantId: 'acme', roleId: 'promoters', scopes: ['policy:promote'] },
      anybody('adm'),
      NOW,
    ),
    asking('DefineGroup', releasing(PEOPLE), anybody('adm'), NOW),
    asking('ProposeApprovalPolicy', rules(takesTwo, 1), anybody('adm'), NOW),
    asking('ApproveApprovalPolicy', { tenantId: 'acme', proposal: 1, ...REASONED }, anybody('sue'), NOW),
  ].reduce(told, PUBLISHED);

export const walkedSchedules = (
  { takesTwo, steps }: ScheduleWalk,
  decide: Decide = decided,
): readonly Met[] => {
  let world = beginning(takesTwo);
  let now = NOW;
  let commands = 0;
  const meet = (asked: Request): Met => {
    const request = { ...asked, commandId: `c-${(commands += 1)}` };
    const before = world;
    const refused = refusalOf(() => (world = signed(toldBy(decide)(before, request))));
    return { before, after: world, request, refused };
  };
  return steps.flatMap((step) => {
    // Now and then nobody is there when something is due.
    const isAway = step.move === 'wait' && step.twist === 7;
    const since = now;
    now += isAway ? AWAY_MS : step.minutes * MINUTE_MS;
    // A stray comes before the timers.
    const timers = step.move === 'stray' ? [] : dueTimers(world, now);
    const due = timers.map((timer) => carryingOut(timer, isAway ? now : since));
    return [...due, ...requestsOf(step, world, now)].map(meet);
  });
};

/** The timers of scheduled promotions that the log set and did not take back, and that are due. */
const dueTimers = ({ log }: World, now: EpochMs): readonly Timer[] => {
  const timers = new Map<string, Timer>();
  for (const { aggregate, facts } of log.filter((one) => one.aggregate.type === 'environment'))
    for (const change of timerChangesOf(recorded(aggregate.type, facts)))
      if ('set' in change) timers.set(change.set.timerId, change.set);
      else timers.delete(change.clear);
  return [...timers.values()].filter(
    ({ command, dueAt }) =>
      command.type === 'ExecuteScheduledPromotion' && (parseTimestamp(dueAt) ?? now) <= now,
  );
};

const carryingOut = ({ dueAt, command }: Timer, earliest: EpochMs): Request => ({
  ...command,
  by: { ...registry, id: timerExecutorOf(command) ?? registry.id },
  now: Math.max(earliest, parseTimestamp(dueAt) ?? earliest),
});

const requestsOf = (step: Step, world: World, now: EpochMs): readonly Request[] => {
  const { move, who, version, minutes, twist } = step;
  const of = { environmentId: ENVIRONMENT, policyId: POLICY, ...REASONED };
  const ask = (type: string, data: Request['data'], by = member(who)) => asking(type, data, by, now);
  const at = toTimestamp(now + minutes * MINUTE_MS);
  const rollBack = ask('RollBack', { ...of, incident: 'INC-1' });
  switch (move) {
    case 'wait':
      return [];
    case 'schedule':
      return bySomebody(ask('SchedulePromotion', { ...of, version, at }), step);
    case 'resume':
      return bySomebody(ask('ResumeScheduledPromotion', { ...of, at }), step);
    case 'cancel':
      return twist < 3 ? [ask('CancelScheduledPromotion', of)] : [];
    case 'promote':
      return [ask('PromoteVersion', { ...of, version }, anybody(who)), ...(twist < 3 ? [rollBack] : [])];
    case 'rollBack':
      return [rollBack];
    case 'gates':
      return [ask('SetGates', { environmentId: ENVIRONMENT, gates: gatesBy(twist, now), ...REASONED })];
    case 'group':
      return [
        ask('DefineGroup', releasing(PEOPLE.filter((one) => one !== who || twist < 4)), anybody('adm')),
      ];
    case 'rules':
      return twist < 4 ? changedRules(world, ask) : [];
    case 'deprecate':
      return twist < 2 ? [ask('DeprecateVersion', { policyId: POLICY, version, ...REASONED })] : [];
    case 'stray':
      return strays(world, step, now);
  }
};

/** Mostly right: as two where it takes two, and now and then by a program, or long after the sign-in. */
const bySomebody = (request: Request, { who, twist }: Step): readonly Request[] => {
  const { by } = request;
  if (twist === 0) return [{ ...request, by: { ...anybody(who), type: 'service', isInteractive: false } }];
  if (twist === 1) return [{ ...request, by: { ...by, authenticatedAt: request.now - AWAY_MS } }];
  const other = PEOPLE.find((one) => one !== who) ?? who;
  return twist === 2 ? [request, request] : [request, { ...request, by: { ...by, id: other } }];
};

const changedRules = (
  world: World,
  ask: (type: string, data: Request['data'], by: Principal) => Request,
): readonly Request[] => {
  const last = acceptedIn(world, 'ApprovalPolicySet').at(-1)?.data['duties'];
  const takesTwo = Array.isArray(last) && last.length > 0;
  const proposal = acceptedIn(world, 'ApprovalPolicyProposed').length + 1;
  return [
    ask('ProposeApprovalPolicy', rules(takesTwo, proposal), anybody('adm')),
    ask('ApproveApprovalPolicy', { tenantId: 'acme', proposal, ...REASONED }, anybody('sue')),
  ];
};

/** Something that was fixed once is asked for: too early, again, or by somebody who has no business with it. */
const strays = (world: World, { who, version, twist }: Step, now: EpochMs): readonly Request[] => {
  const promotionId = fixingsIn(world).at(-version)?.data['promotionId'];
  if (promotionId === undefined) return [];
  const by =
    twist === 0
      ? member(who)
      : { ...registry, id: twist < 3 ? registry.id : executorOf(String(promotionId)) };
  const data = { environmentId: ENVIRONMENT, policyId: POLICY, promotionId };
  return [asking('ExecuteScheduledPromotion', data, by, now)];
};

/** Everything that was fixed for a time, oldest first. */
export const fixingsIn = (world: World) =>
  [...acceptedIn(world, 'PromotionScheduled'), ...acceptedIn(world, 'ScheduledPromotionResumed')].sort(
    (one, other) => one.place - other.place,
  );

const gatesBy = (twist: number, now: EpochMs) => ({
  ...(twist > 3 && {
    windows: {
      freezes: [{ name: 'f', from: toTimestamp(now + 5 * MINUTE_MS), to: toTimestamp(now + 30 * MINUTE_MS) }],
    },
  }),
});

/** Whatever is to be promoted is signed and bound at once. */
const signed = (world: World): World => {
  const { request, facts } = world.log.at(-1) ?? {};
  if (request === undefined || facts?.[0]?.type !== 'PromotionRequested') return world;
  const data = promotionAttestationIn(world);
  return told(world, { type: 'RecordPromotionAttestation', data, by: registry, now: request.now });
};
