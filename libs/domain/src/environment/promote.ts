import type { DecisionContext } from '@policy-registry/kernel';

import {
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireTenant,
  requireTicket,
} from '../guards.ts';
import { requested } from './attest-promotion.ts';
import type { Binding } from './binding.ts';
import { requireCreated, requirePublished } from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import { requireGates } from './gates/require-gates.ts';
import type { PromotionCommandOf } from './promotion-commands.ts';
import { pendingOf } from './promotion.ts';
import { BASIS_POINTS_MAX, isSameSelector, selectorOf, type Selector } from './selector.ts';
import { bindingOf, type Environment } from './state.ts';
import { requireNothingUnderWay, requireStableOne, statementOf } from './stated-promotion.ts';
import { promotionConfirmationFor, requireNoPublisher } from './two-persons.ts';

type Promote = PromotionCommandOf<'PromoteVersion'>;

/** Has a published version bound as stable, or as a canary, once it is signed: both go through the gates of the environment. */
export const promote = (
  { data }: Promote,
  environment: Environment,
  context: DecisionContext<EnvironmentNeeds>,
): readonly EnvironmentFact[] => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:promote');
  requireFreshPerson(context, tenant);
  const { environmentId, policyId, version: number } = data;
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);

  const found = requirePublished(context.needs.policy, data, context);
  const { version } = found;
  requireStableOne(version, context);
  const reasonDigest = requireReason(context, data.reasonDigest, 'a promotion');
  const ticketDigest = requireTicket(context, data.ticketDigest, 'a promotion');
  const deciding = { approvalPolicy: tenant.approvalPolicy, context };
  requireNoPublisher(version, deciding);
  const binding = bindingOf(created, policyId);
  const canary = canaryOf(data);
  if (isSo(binding, { version: number, canary })) return [];
  requireNothingUnderWay(binding, pendingOf(created.promotions, policyId), context);

  const passed = requireGates(data, created, { found, tenant, context });

  const { contentDigest, irDigest } = version;
  const asked = { environmentId, policyId, version: number, reasonDigest, ticketDigest };
  const bound = {
    ...{ contentDigest, irDigest, canary: canary ?? null, stable: binding.stable ?? null },
    resultDigest: passed.resultDigest ?? null,
  };
  const { first, fact } = promotionConfirmationFor({ ...asked, bound }, created.confirmations, deciding);
  if (fact !== undefined) return [fact];

  const statement = {
    ...statementOf(found, { ...data, reasonDigest, ticketDigest }, binding, context),
    ...(canary !== undefined && { canary }),
    ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
    ...passed,
  };
  return [requested(statement, created, context)];
};

/** Whom it is for at first; `undefined`: for everybody, which a canary of 100 % is as well. */
const canaryOf = ({ canary, environmentId, version }: Promote['data']): Selector | undefined => {
  if (canary === undefined) return undefined;
  const selector = selectorOf(canary, { environmentId, version });
  return selector.basisPoints === BASIS_POINTS_MAX ? undefined : selector;
};

const isSo = (
  { stable, canary: present }: Binding,
  { version, canary }: { readonly version: number; readonly canary: Selector | undefined },
): boolean =>
  stable === version ||
  (present?.version === version && canary !== undefined && isSameSelector(present.selector, canary));
