import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import {
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireTenant,
  requireTicket,
} from '../guards.ts';
import { requireApprovals } from '../policy/approve.ts';
import { refuse } from '../rejection-codes.ts';
import { rollbackTargetOf, type Binding } from './binding.ts';
import { requireCreated, requirePublished } from './bound-version.ts';
import type { EnvironmentCommand, EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import { gateOf } from './gate.ts';
import { BASIS_POINTS_MAX, isSameSelector, selectorOf, type Selector } from './selector.ts';
import { bindingOf, type Environment } from './state.ts';
import { promotionConfirmationFor, requireNoPublisher } from './two-persons.ts';

type Promote = Extract<EnvironmentCommand, { type: 'PromoteVersion' }>;

/** Binds a published version as stable, or as a canary: both go through the gates of the environment. */
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

  const { policy, version } = requirePublished(context.needs.policy, data, context);
  if (version.isShadow)
    refuse(context, 'VERSION_IS_SHADOW', 'its settings say shadow = true: it may never be stable');
  const reasonDigest = requireReason(context, data.reasonDigest, 'a promotion');
  const ticketDigest = requireTicket(context, data.ticketDigest, 'a promotion');
  const deciding = { approvalPolicy: tenant.approvalPolicy, context };
  requireNoPublisher(version, deciding);
  requireApprovals(tenant, version, context, environmentId);
  const binding = bindingOf(created, policyId);
  const canary = canaryOf(data);
  if (isSo(binding, { version: number, canary })) return [];
  if (binding.canary !== undefined) {
    refuse(
      context,
      'CANARY_UNDER_WAY',
      `version ${binding.canary.version} is a canary here: complete or abort it before`,
    );
  }

  const gate = gateOf(data, created, { policy, context });

  const { semver, contentDigest, irDigest } = version;
  const asked = { environmentId, policyId, version: number, reasonDigest, ticketDigest };
  const bound = {
    ...{ contentDigest, irDigest, canary: canary ?? null, stable: binding.stable ?? null },
    resultDigest: gate.resultDigest ?? null,
  };
  const { first, fact } = promotionConfirmationFor({ ...asked, bound }, created.confirmations, deciding);
  if (fact !== undefined) return [fact];

  const { stable: previousVersion } = binding;
  const rollbackTo = rollbackTargetOf(binding, number, policy);
  return [
    {
      type: 'VersionPromoted',
      schemaVersion: 1,
      data: {
        environmentId,
        policyId,
        version: number,
        semver,
        contentDigest,
        irDigest,
        ...(previousVersion !== undefined && { previousVersion }),
        ...(rollbackTo !== undefined && { rollbackTo }),
        ...(canary !== undefined && { canary }),
        promotedBy: context.principal.id,
        promotedAt: toTimestamp(context.now),
        ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
        ...gate,
      },
    },
  ];
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
