import { parseTimestamp, type DecisionContext, type EpochMs } from '@policy-registry/kernel';

import { refuse, reject } from './rejection-codes.ts';
import type { Scope } from './scopes.ts';
import type { OpenTenant, Tenant } from './tenant/state.ts';

// Rules that many commands share. Each refuses; none knows a state of its own.

/** Somebody with one of `scopes` asks; the registry's own processes are not somebody. */
export const requireScope = (context: DecisionContext, ...scopes: readonly Scope[]): void => {
  const { principal } = context;
  if (principal.type === 'system' || !scopes.some((scope) => principal.scopes.includes(scope)))
    refuse(context, 'SCOPE_MISSING', `this needs the scope ${scopes.join(' or ')}`);
};

/** One of the registry's own processes reports; nobody else may. */
export const requireSystem = ({ principal }: DecisionContext): void => {
  if (principal.type !== 'system') throw reject('SYSTEM_REQUIRED', 'only the registry itself reports this');
};

/** Somebody asks, and no program in a name of its own. */
export const requirePerson = (context: DecisionContext): void => {
  if (context.principal.type !== 'user')
    refuse(context, 'INTERACTIVE_REQUIRED', 'this needs a person: service identities are refused');
};

/** An issuer's clock may be ahead of the broker's by this much. */
const CLOCK_SKEW_MAX_MS = 60_000;

/** A person, who authenticated within the tenant's limit, measured at the broker's time of the command. */
export const requireFreshPerson = (context: DecisionContext, tenant: OpenTenant): void => {
  const { principal, now } = context;
  if (principal.type !== 'user' || !principal.isInteractive)
    return refuse(context, 'INTERACTIVE_REQUIRED', 'this needs a person: service identities are refused');
  const { authenticatedAt } = principal;
  const { authenticationAgeMaxMs } = tenant.settings;
  const ageMs = authenticatedAt === undefined ? Infinity : now - authenticatedAt;
  if (ageMs > authenticationAgeMaxMs || ageMs < -CLOCK_SKEW_MAX_MS) {
    refuse(
      context,
      'AUTHENTICATION_STALE',
      `authenticate again: this needs a sign-in within ${authenticationAgeMaxMs / 1_000} s`,
    );
  }
};

export const requireTenant = (tenant: Tenant, context: DecisionContext): OpenTenant => {
  if (tenant.status !== 'open') throw reject('TENANT_UNKNOWN', `there is no tenant ${context.tenant}`);
  return tenant;
};

/** Nothing is asked of a suspended tenant; what the registry reports of work that was begun before is taken. */
export const requireActive = (tenant: Tenant, context: DecisionContext): void => {
  if (context.principal.type !== 'system' && tenant.status === 'open' && tenant.isSuspended)
    refuse(context, 'TENANT_SUSPENDED', 'the tenant is suspended: the operator of the registry resumes it');
};

/** A dry run goes on without a text that is missing: a reason against it is kept by then. */
const NO_TEXT = '0'.repeat(64);

/** `what` needs a reason. Answers its digest. */
export const requireReason = (
  context: DecisionContext,
  reasonDigest: string | undefined,
  what: string,
): string => {
  if (reasonDigest === undefined) refuse(context, 'REASON_MISSING', `${what} needs a reason`);
  return reasonDigest ?? NO_TEXT;
};

/** `what` needs a ticket. Answers its digest. */
export const requireTicket = (
  context: DecisionContext,
  ticketDigest: string | undefined,
  what: string,
): string => {
  if (ticketDigest === undefined) refuse(context, 'TICKET_MISSING', `${what} needs a ticket`);
  return ticketDigest ?? NO_TEXT;
};

/** What waits for a signature waits two hours: signing is tried for about one. */
export const SIGNING_MS_MAX = 2 * 3_600_000;

/** Whether that time has come, by the broker's clock: the one of whoever issued the command may be wrong. */
export const isDue = (at: string | undefined, now: EpochMs): boolean => {
  const dueMs = at === undefined ? undefined : parseTimestamp(at);
  return dueMs !== undefined && dueMs <= now;
};

/** RFC 9110 §13.1.1, where the sender made it a condition: `revision` is the resource's present one. */
export const requireMatch = (context: DecisionContext, revision: number): void => {
  const { ifMatch } = context;
  if (ifMatch === undefined || ifMatch === String(revision)) return;
  if (ifMatch !== '*')
    return refuse(context, 'RESOURCE_STALE', `it is at revision ${revision}, not ${ifMatch}`);
  if (revision > 0) refuse(context, 'RESOURCE_STALE', `it exists already, at revision ${revision}`);
};
