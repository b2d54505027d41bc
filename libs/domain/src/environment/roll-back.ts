import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { isBindable } from '../policy/state.ts';
import { requireVersion } from '../policy/version-of.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { evolveBinding, rollbackTargetOf, type Binding } from './binding.ts';
import type { BindingCommandOf } from './binding-commands.ts';
import type { BindingFact } from './binding-events.ts';
import { requireCreated } from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import { requireIncident } from './incident.ts';
import { pendingOf } from './promotion.ts';
import { bindingOf, type Environment } from './state.ts';

type RollBack = BindingCommandOf<'RollBack'>;

/**
 * Goes back, because of an incident, to a version that was stable here before. It goes through no gate: it did. A canary ends
 * with it, and so does a promotion that is being signed, so that everybody gets the one version.
 */
export const rollBack = (
  { data }: RollBack,
  environment: Environment,
  context: DecisionContext<EnvironmentNeeds>,
): readonly BindingFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:operate');
  requireScope(context, 'policy:activate');
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  const { environmentId, policyId, reasonDigest, ticketDigest } = data;
  const binding = bindingOf(created, policyId);
  const number = data.version ?? targetOf(binding, context);
  if (number === undefined)
    throw reject('ROLLBACK_TARGET_MISSING', 'no other version was stable here that could be again');
  const { stable: previousVersion, canary } = binding;
  const pending = pendingOf(created.promotions, policyId);
  if (previousVersion === number && canary === undefined && pending === undefined) return [];

  const { policy, version } = requireVersion(context.needs.policy, { policyId, version: number });
  if (!binding.actives.some((active) => active.version === number))
    refuse(context, 'VERSION_NEVER_ACTIVE', `version ${number} was never stable in ${environmentId}`);
  if (!isBindable(policy, number))
    refuse(context, 'VERSION_NOT_BINDABLE', `version ${number} is ${version.state}`);
  const { semver, contentDigest, irDigest } = version;
  const at = toTimestamp(context.now);
  const fact: BindingFact = {
    type: 'BindingRolledBack',
    schemaVersion: 1,
    data: {
      ...{ environmentId, policyId, version: number, semver, contentDigest, irDigest },
      ...(previousVersion !== undefined && { previousVersion }),
      ...(canary !== undefined && { abortedCanary: canary.version }),
      incident: requireIncident(data.incident, context),
      reasonDigest: requireReason(context, reasonDigest, 'a rollback'),
      ...{ by: context.principal.id, at },
      ...(ticketDigest !== undefined && { ticketDigest }),
    },
  };
  // As it is after it: what was just left is no way on.
  const rollbackTo = rollbackTargetOf(evolveBinding(binding, fact), number, policy);
  return [rollbackTo === undefined ? fact : { ...fact, data: { ...fact.data, rollbackTo } }];
};

/** Back from what was promoted last: from a canary that is what is stable beside it. */
const targetOf = (
  binding: Binding,
  { needs: { policy } }: DecisionContext<EnvironmentNeeds>,
): number | undefined =>
  policy === undefined
    ? undefined
    : rollbackTargetOf(binding, binding.canary?.version ?? binding.stable, policy);
