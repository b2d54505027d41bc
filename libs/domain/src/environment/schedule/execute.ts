import { parseTimestamp, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { isDue, requireSystem, requireTenant } from '../../guards.ts';
import { requireVersion } from '../../policy/version-of.ts';
import { reject } from '../../rejection-codes.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import { requested } from '../attest-promotion.ts';
import { requireCreated } from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import type { GateVerdict } from '../gates/settings.ts';
import { judge, passedBy, verdictOf } from '../gates/require-gates.ts';
import { pendingOf } from '../promotion.ts';
import { bindingOf, type Environment } from '../state.ts';
import { statementOf } from '../stated-promotion.ts';
import { basisOf, changesOf, type Looked } from './basis.ts';
import type { ScheduleCommandOf } from './commands.ts';
import { SCHEDULE_LATE_MS_MAX, type ScheduleFactOf, type Suspension } from './events.ts';
import { executorOf } from './executor.ts';
import { isStillHeld } from './rights.ts';
import type { Schedule } from './schedules.ts';

type Context = DecisionContext<EnvironmentNeeds>;

/**
 * Carries out what somebody fixed, now that its time has come: as that person's promotion, through the gates as they are by
 * now. Where anything that it rests on is another, or a gate is closed, it suspends itself and says what that was.
 */
export const executeScheduledPromotion = (
  { data }: ScheduleCommandOf<'ExecuteScheduledPromotion'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  requireProcessOf(data.promotionId, context);
  const tenant = requireTenant(context.needs.tenant, context);
  const created = requireCreated(environment, data);
  const schedule = created.schedules?.get(data.policyId);
  const isWaiting = schedule?.promotionId === data.promotionId && !schedule.isSuspended;
  if (!isWaiting || !isDue(schedule.at, context.now)) return [];

  const found = requireVersion(context.needs.policy, schedule);
  const changes = againstIt(schedule, { found, environment: created, tenant }, context);
  if (changes.length > 0) return [suspended(schedule, { reasons: changes }, context)];
  const { scheduledBy: requestedBy, confirmation } = schedule;
  const promoters = [requestedBy, ...(confirmation === undefined ? [] : [confirmation.by])];
  const judgement = judge(schedule, created, { found, tenant, promoters, context });
  const closed = judgement.judged.filter(({ ok }) => !ok).map(({ gate }) => gate);
  if (closed.length > 0) {
    const reasons = [{ code: 'GATES_CLOSED' as const, detail: closed.join(', ') }];
    return [suspended(schedule, { reasons, verdicts: judgement.judged.map(verdictOf) }, context)];
  }
  const { promotionId, scheduledAt, at, canary } = schedule;
  const binding = bindingOf(created, schedule.policyId);
  const statement = {
    ...statementOf(found, { ...schedule, requestedBy }, binding, context),
    ...(canary !== undefined && { canary }),
    ...(confirmation !== undefined && { confirmation }),
    ...passedBy(judgement),
    scheduled: { promotionId, scheduledAt, at },
  };
  return [requested(statement, created, context)];
};

/** A process that carries out this promotion, and may carry out no other. */
const requireProcessOf = (promotionId: string, context: Context): void => {
  requireSystem(context);
  if (context.principal.id !== executorOf(promotionId))
    throw reject('SYSTEM_REQUIRED', `only the process of promotion ${promotionId} carries it out`);
};

/** Everything but the gates that keeps it from being carried out. */
const againstIt = (schedule: Schedule, looked: Looked, { now }: Context): readonly Suspension[] => {
  const { found, environment, tenant } = looked;
  const { state } = found.version;
  const { canary } = bindingOf(environment, schedule.policyId);
  const lateMs = now - (parseTimestamp(schedule.at) ?? now);
  return [
    ...when(lateMs > SCHEDULE_LATE_MS_MAX, 'TIME_MISSED', `it was due at ${schedule.at}`),
    ...when(tenant.isSuspended, 'TENANT_SUSPENDED', 'the tenant is suspended'),
    ...when(state !== 'published', 'VERSION_NOT_PUBLISHED', `version ${schedule.version} is ${state}`),
    ...changesOf(schedule, basisOf(schedule.policyId, looked)),
    ...rightsLost(schedule, tenant),
    ...when(canary !== undefined, 'CANARY_UNDER_WAY', 'another version is a canary here'),
    ...when(
      pendingOf(environment.promotions, schedule.policyId) !== undefined,
      'PROMOTION_PENDING',
      'another promotion of the policy is being signed',
    ),
  ];
};

const rightsLost = ({ rights }: Schedule, { access }: OpenTenant): readonly Suspension[] => {
  const lost = rights.filter((right) => !isStillHeld(access, right)).map(({ id }) => id);
  return when(lost.length > 0, 'RIGHTS_CHANGED', `what the tenant grants is another: ${lost.join(', ')}`);
};

const when = (isSo: boolean, code: Suspension['code'], detail: string): readonly Suspension[] =>
  isSo ? [{ code, detail }] : [];

const suspended = (
  { environmentId, policyId, version, promotionId }: Schedule,
  { reasons, verdicts }: Why,
  { now }: Context,
): ScheduleFactOf<'ScheduledPromotionSuspended'> => ({
  type: 'ScheduledPromotionSuspended',
  schemaVersion: 1,
  data: {
    ...{ environmentId, policyId, version, promotionId, suspendedAt: toTimestamp(now) },
    reasons: [...reasons],
    ...(verdicts !== undefined && { verdicts: [...verdicts] }),
  },
});

type Why = { readonly reasons: readonly Suspension[]; readonly verdicts?: readonly GateVerdict[] };
