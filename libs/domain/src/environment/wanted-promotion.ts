import type { DecisionContext } from '@policy-registry/kernel';

import {
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireTenant,
  requireTicket,
} from '../guards.ts';
import type { OpenTenant } from '../tenant/state.ts';
import type { Binding } from './binding.ts';
import {
  requireCreated,
  requirePublished,
  type CreatedEnvironment,
  type FoundVersion,
} from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import { BASIS_POINTS_MAX, isSameSelector, selectorOf, type CanaryWish, type Selector } from './selector.ts';
import type { Environment } from './state.ts';
import { requireStableOne } from './stated-promotion.ts';
import { requireNoPublisher } from './two-persons.ts';

// What a promotion through the gates asks of who wants it, and of what is to be bound: at once and at a time alike.

type Context = DecisionContext<EnvironmentNeeds>;

/** A person who may promote and signed in freshly asks it of an environment that is as they saw it. */
export const requirePromoter = (
  data: { readonly environmentId: string },
  environment: Environment,
  context: Context,
): { readonly tenant: OpenTenant; readonly created: CreatedEnvironment } => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:promote');
  requireFreshPerson(context, tenant);
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  return { tenant, created };
};

type Named = {
  readonly policyId: string;
  readonly version: number;
  readonly reasonDigest?: string | undefined;
  readonly ticketDigest?: string | undefined;
};
type Wanted = { readonly found: FoundVersion; readonly reasonDigest: string; readonly ticketDigest: string };

/** A version that may be stable, wanted for a reason by somebody who may promote this one. */
export const requireWanted = (named: Named, tenant: OpenTenant, context: Context): Wanted => {
  const found = requirePublished(context.needs.policy, named, context);
  requireStableOne(found.version, context);
  const reasonDigest = requireReason(context, named.reasonDigest, 'a promotion');
  const ticketDigest = requireTicket(context, named.ticketDigest, 'a promotion');
  requireNoPublisher(found.version, { tenant, context });
  return { found, reasonDigest, ticketDigest };
};

type Wish = {
  readonly environmentId: string;
  readonly version: number;
  readonly canary?: CanaryWish | undefined;
};

/** Whom it is for at first; `undefined`: for everybody, which a canary of 100 % is as well. */
export const canaryOf = ({ canary, environmentId, version }: Wish): Selector | undefined => {
  if (canary === undefined) return undefined;
  const selector = selectorOf(canary, { environmentId, version });
  return selector.basisPoints === BASIS_POINTS_MAX ? undefined : selector;
};

/** Whether what is wanted is bound already. */
export const isSo = (
  { stable, canary: present }: Binding,
  { version, canary }: { readonly version: number; readonly canary: Selector | undefined },
): boolean =>
  stable === version ||
  (present?.version === version && canary !== undefined && isSameSelector(present.selector, canary));
