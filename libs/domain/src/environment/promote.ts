import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import {
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireTenant,
  requireTicket,
} from '../guards.ts';
import { refuse } from '../rejection-codes.ts';
import { requested } from './attest-promotion.ts';
import { rollbackTargetOf, type Binding } from './binding.ts';
import { requireCreated, requirePublished } from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import { requireGates } from './gates/require-gates.ts';
import type { PromotionCommandOf } from './promotion-commands.ts';
import { pendingOf, type PendingPromotion } from './promotion.ts';
import { BASIS_POINTS_MAX, isSameSelector, selectorOf, type Selector } from './selector.ts';
import { bindingOf, type Environment } from './state.ts';
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
  const { policy, version } = found;
  if (version.isShadow)
    refuse(context, 'VERSION_IS_SHADOW', 'its settings say shadow = true: it may never be stable');
  const reasonDigest = requireReason(context, data.reasonDigest, 'a promotion');
  const ticketDigest = requireTicket(context, data.ticketDigest, 'a promotion');
  const deciding = { approvalPolicy: tenant.approvalPolicy, context };
  requireNoPublisher(version, deciding);
  const binding = bindingOf(created, policyId);
  const canary = canaryOf(data);
  if (isSo(binding, { version: number, canary })) return [];
  requireNothingUnderWay(binding, pendingOf(created.promotions, policyId), context);

  const passed = requireGates(data, created, { found, tenant, context });

  const { semver, contentDigest, irDigest } = version;
  const asked = { environmentId, policyId, version: number, reasonDigest, ticketDigest };
  const bound = {
    ...{ contentDigest, irDigest, canary: canary ?? null, stable: binding.stable ?? null },
    resultDigest: passed.resultDigest ?? null,
  };
  const { first, fact } = promotionConfirmationFor({ ...asked, bound }, created.confirmations, deciding);
  if (fact !== undefined) return [fact];

  const { stable: previousVersion } = binding;
  const rollbackTo = rollbackTargetOf(binding, number, policy);
  const statement = {
    tenant: context.tenant,
    ...{ environmentId, policyId, version: number, semver, contentDigest, irDigest },
    ...(previousVersion !== undefined && { previousVersion }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    ...(canary !== undefined && { canary }),
    ...{ requestedBy: context.principal.id, requestedAt: toTimestamp(context.now) },
    ...{ reasonDigest, ticketDigest },
    approvals: version.approvals.map(({ approver, at }) => ({ approver, at })),
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

/** One change of a binding at a time: what is compared with what stays clear. */
const requireNothingUnderWay = (
  { canary }: Binding,
  pending: PendingPromotion | undefined,
  context: DecisionContext,
): void => {
  if (canary !== undefined) {
    refuse(
      context,
      'CANARY_UNDER_WAY',
      `version ${canary.version} is a canary here: complete or abort it before`,
    );
  }
  if (pending !== undefined) {
    const { version } = pending.statement;
    refuse(context, 'PROMOTION_PENDING', `the promotion of version ${version} is being signed`);
  }
};

const isSo = (
  { stable, canary: present }: Binding,
  { version, canary }: { readonly version: number; readonly canary: Selector | undefined },
): boolean =>
  stable === version ||
  (present?.version === version && canary !== undefined && isSameSelector(present.selector, canary));
