import { FROZEN_WAIVERS_MAX } from '@policy-registry/finding';
import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant, requireTicket } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { OpenTenant } from '../tenant/state.ts';
import { msToExpiry } from './active-at.ts';
import type { WaiverCommandOf } from './commands.ts';
import type { WaiverFact, WaiverFactOf } from './events.ts';
import type { Waivers } from './state.ts';
import type { WaiverNeeds } from './waiver.ts';
import { waiverOf } from './waiver-of.ts';
import { waiverIdOf, policyOfWaiver } from './waiver-id.ts';

type Context = DecisionContext<WaiverNeeds>;
type Requested = WaiverFactOf<'WaiverRequested'>['data'];

/** Of one policy, as many are asked for or active at once as one simulation is given. */
export const WAIVERS_OPEN_MAX = FROZEN_WAIVERS_MAX;
/** Where the settings of the tenant say nothing. */
const WAIVER_DAYS_MAX = 90;
const DAY_MS = 24 * 3_600_000;

export const request = (
  { data }: WaiverCommandOf<'RequestWaiver'>,
  waivers: Waivers,
  context: Context,
): readonly WaiverFact[] => {
  const tenant = requireAsking(context);
  const { policyId, scope, owner } = data;
  requireNamed(data, context);
  if (scope.rule === undefined && scope.component === undefined && scope.advisory === undefined)
    refuse(context, 'WAIVER_SCOPE_INVALID', 'a waiver names a rule, a component or an advisory');
  return [requested({ policyId, scope, owner }, data, waivers, { tenant, context })];
};

/** What is renewed stays as it is until the new one is approved as well. */
export const renew = (
  { data }: WaiverCommandOf<'RenewWaiver'>,
  waivers: Waivers,
  context: Context,
): readonly WaiverFact[] => {
  const tenant = requireAsking(context);
  const { waiverId, state, changes, scope, owner } = waiverOf(waivers, data.waiverId);
  requireMatch(context, changes);
  if (state !== 'approved') refuse(context, 'WAIVER_NOT_APPROVED', `the waiver ${waiverId} is ${state}`);
  const open = waivers.find((other) => other.state === 'requested' && other.renews === waiverId);
  if (open !== undefined)
    refuse(context, 'WAIVER_RENEWAL_OPEN', `${open.waiverId} renews it already, and is not decided yet`);
  const renewal = { policyId: policyOfWaiver(waiverId), scope, owner, renews: waiverId };
  return [requested(renewal, data, waivers, { tenant, context })];
};

const requireAsking = (context: Context): OpenTenant => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author', 'policy:operate');
  return tenant;
};

const requireNamed = (
  { policyId, scope: { environmentId } }: WaiverCommandOf<'RequestWaiver'>['data'],
  { needs: { policy, environment } }: Context,
): void => {
  if (policy === undefined || policy.status === 'absent')
    throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  if (environmentId !== undefined && (environment === undefined || environment.status === 'absent'))
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${environmentId}`);
};

const requested = (
  asked: Pick<Requested, 'policyId' | 'scope' | 'owner' | 'renews'>,
  { expiresAt, reasonDigest, ticketDigest }: WaiverCommandOf<'RequestWaiver' | 'RenewWaiver'>['data'],
  waivers: Waivers,
  { tenant, context }: { readonly tenant: OpenTenant; readonly context: Context },
): WaiverFact => {
  requireExpiry({ expiresAt }, tenant, context);
  requireRoom(waivers, context);
  return {
    type: 'WaiverRequested',
    schemaVersion: 1,
    data: {
      ...asked,
      waiverId: waiverIdOf(asked.policyId, waivers.length + 1),
      expiresAt,
      by: context.principal.id,
      at: toTimestamp(context.now),
      reasonDigest: requireReason(context, reasonDigest, 'a waiver'),
      ticketDigest: requireTicket(context, ticketDigest, 'a waiver'),
    },
  };
};

/** Refuses an expiry that has come, or is further away than the tenant lets a waiver last. */
export const requireExpiry = (
  waiver: { readonly expiresAt: string },
  { settings: { waiverDaysMax = WAIVER_DAYS_MAX } }: OpenTenant,
  context: Pick<Context, 'now' | 'reasons'>,
): void => {
  const ms = msToExpiry(waiver, context.now);
  if (ms > 0 && ms <= waiverDaysMax * DAY_MS) return;
  refuse(
    context,
    'WAIVER_EXPIRY_INVALID',
    `a waiver expires later than now and within ${waiverDaysMax} days, not at ${waiver.expiresAt}`,
  );
};

const requireRoom = (waivers: Waivers, context: Context): void => {
  const isOpen = ({ state }: Waivers[number]): boolean => state === 'requested' || state === 'approved';
  const open = waivers.filter((waiver) => isOpen(waiver) && msToExpiry(waiver, context.now) > 0).length;
  if (open >= WAIVERS_OPEN_MAX)
    refuse(context, 'WAIVERS_TOO_MANY', `the policy has ${open} waivers that are asked for or active`);
};
