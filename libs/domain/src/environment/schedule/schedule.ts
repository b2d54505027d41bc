import { parseTimestamp, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../../guards.ts';
import { refuse, reject } from '../../rejection-codes.ts';
import { requireCreated, type CreatedEnvironment } from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import { pendingOf } from '../promotion.ts';
import { isSameSelector, type Selector } from '../selector.ts';
import { bindingOf, type Environment } from '../state.ts';
import { requireNothingUnderWay } from '../stated-promotion.ts';
import { promotionConfirmationFor } from '../two-persons.ts';
import { canaryOf, isSo, requirePromoter, requireWanted } from '../wanted-promotion.ts';
import type { ScheduleCommandOf } from './commands.ts';
import { SCHEDULE_AHEAD_MS_MAX, SCHEDULES_MAX, type ScheduleFact } from './events.ts';
import { basisOf, type Looked } from './basis.ts';
import { fixedPromotion, type Wanted } from './fix.ts';
import type { Schedule } from './schedules.ts';

type Context = DecisionContext<EnvironmentNeeds>;

/**
 * Fixes a promotion that is carried out at a time, as whoever could promote it now wants it. The gates are judged by then, and
 * not now: that a maintenance window is closed now is why somebody schedules.
 */
export const schedulePromotion = (
  { data }: ScheduleCommandOf<'SchedulePromotion'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  const { tenant, created } = requirePromoter(data, environment, context);
  const { found, reasonDigest, ticketDigest } = requireWanted(data, tenant, context);
  const { environmentId, policyId, version, simulationId } = data;
  const canary = canaryOf(data);
  const at = requireAhead(data.at, context);
  const wanted = { environmentId, policyId, version, at, simulationId, canary, reasonDigest, ticketDigest };
  const present = created.schedules?.get(policyId);
  if (present !== undefined && isSameWish(present, wanted, context)) return [];
  if (present !== undefined)
    refuse(
      context,
      'PROMOTION_SCHEDULED',
      `version ${present.version} is scheduled for ${present.at}: cancel or resume that`,
    );
  if ((created.schedules?.size ?? 0) >= SCHEDULES_MAX)
    refuse(context, 'SCHEDULES_FULL', `an environment has at most ${SCHEDULES_MAX} scheduled promotions`);
  if (isSo(bindingOf(created, policyId), { version, canary })) return [];
  return fixing('PromotionScheduled', wanted, { found, environment: created, tenant, context });
};

/**
 * Fixes a promotion anew that suspended itself: as everything is by now, for another time, in the name of whoever resumes it.
 * Where what it is to bind is bound by now, nothing is left to do, and it ends.
 */
export const resumeScheduledPromotion = (
  { data }: ScheduleCommandOf<'ResumeScheduledPromotion'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  const { tenant, created } = requirePromoter(data, environment, context);
  const present = requireScheduled(data, created);
  const { environmentId, policyId, version, canary } = present;
  if (!present.isSuspended)
    refuse(
      context,
      'SCHEDULE_NOT_SUSPENDED',
      `it is carried out at ${present.at}: cancel it for another time`,
    );
  const named = { ...data, version };
  const { found, reasonDigest, ticketDigest } = requireWanted(named, tenant, context);
  const { simulationId = present.simulationId } = data;
  const at = requireAhead(data.at, context);
  if (isSo(bindingOf(created, policyId), { version, canary }))
    return [cancelled(present, { reasonDigest, ticketDigest }, context)];
  const wanted = { environmentId, policyId, version, at, simulationId, canary, reasonDigest, ticketDigest };
  return fixing('ScheduledPromotionResumed', wanted, { found, environment: created, tenant, context });
};

/** Nothing comes of it. As stopping is a step back, it takes no fresh sign-in. */
export const cancelScheduledPromotion = (
  { data }: ScheduleCommandOf<'CancelScheduledPromotion'>,
  environment: Environment,
  context: Context,
): readonly ScheduleFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:promote', 'policy:operate');
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  const present = requireScheduled(data, created);
  const reasonDigest = requireReason(context, data.reasonDigest, 'to cancel a scheduled promotion');
  return [cancelled(present, { reasonDigest, ticketDigest: data.ticketDigest }, context)];
};

type Said = { readonly reasonDigest: string; readonly ticketDigest: string | undefined };

const cancelled = (
  { environmentId, policyId, version, promotionId }: Schedule,
  { reasonDigest, ticketDigest }: Said,
  { principal, now }: Context,
): ScheduleFact => {
  const data = {
    ...{ environmentId, policyId, version, promotionId, reasonDigest },
    ...{ by: principal.id, at: toTimestamp(now) },
    ...(ticketDigest !== undefined && { ticketDigest }),
  };
  return { type: 'ScheduledPromotionCancelled', schemaVersion: 1, data };
};

type Fixing = Looked & {
  readonly context: Context;
};

/** Fixes it, or where promoting takes two persons first confirms that exactly this is to be fixed. */
const fixing = (
  type: 'PromotionScheduled' | 'ScheduledPromotionResumed',
  wanted: Wanted,
  { found, environment, tenant, context }: Fixing,
): readonly EnvironmentFact[] => {
  const { environmentId, policyId, version, at, simulationId, canary, reasonDigest, ticketDigest } = wanted;
  requireNothingUnderWay(
    bindingOf(environment, policyId),
    pendingOf(environment.promotions, policyId),
    context,
  );

  const basis = basisOf(policyId, { found, environment, tenant });
  const { stable = null, bindingChanges = 0, gatesVersion = null, budgetsVersion = null } = basis;
  const { contentDigest, irDigest, approvals, evidenceDigest = null } = basis;
  const bound = {
    ...{ contentDigest, irDigest, approvals, evidenceDigest, stable, bindingChanges },
    ...{ gatesVersion, budgetsVersion, canary: canary ?? null, simulationId: simulationId ?? null },
  };
  const texts = { reasonDigest, ticketDigest };
  const asked = { environmentId, policyId, version, scheduledFor: at, ...texts, bound };
  const deciding = { tenant, context };
  const { first, fact } = promotionConfirmationFor(asked, environment.confirmations, deciding);
  if (fact !== undefined) return [fact];
  const data = fixedPromotion(wanted, { basis, access: tenant.access, first, context });
  return [{ type, schemaVersion: 1, data }];
};

const requireScheduled = ({ policyId, environmentId }: Of, { schedules }: CreatedEnvironment): Schedule => {
  const schedule = schedules?.get(policyId);
  if (schedule === undefined)
    throw reject('SCHEDULE_MISSING', `no promotion of ${policyId} is scheduled in ${environmentId}`);
  return schedule;
};
type Of = { readonly policyId: string; readonly environmentId: string };

/** The instant in its one form, which is in UTC; to come, and not too far ahead. */
const requireAhead = (at: string, context: Context): string => {
  const { now } = context;
  const atMs = parseTimestamp(at);
  const isAhead = atMs !== undefined && atMs > now && atMs <= now + SCHEDULE_AHEAD_MS_MAX;
  if (!isAhead)
    refuse(
      context,
      'SCHEDULE_TIME_INVALID',
      'a time with a zone, as 2026-03-02T22:00:00Z, that is to come within 30 days',
    );
  return toTimestamp(atMs ?? now);
};

const isSameWish = (present: Schedule, wanted: Wanted, { principal }: Context): boolean =>
  !present.isSuspended &&
  present.scheduledBy === principal.id &&
  present.version === wanted.version &&
  present.at === wanted.at &&
  present.simulationId === wanted.simulationId &&
  isSameCanary(present.canary, wanted.canary);

const isSameCanary = (one: Selector | undefined, other: Selector | undefined): boolean =>
  one === undefined || other === undefined ? one === other : isSameSelector(one, other);
