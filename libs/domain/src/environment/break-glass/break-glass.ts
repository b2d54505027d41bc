import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import {
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireTenant,
  requireTicket,
} from '../../guards.ts';
import { refuse } from '../../rejection-codes.ts';
import { requested } from '../attest-promotion.ts';
import { requireCreated, requirePublished } from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import { verdictsOf } from '../gates/require-gates.ts';
import { requireIncident } from '../incident.ts';
import { pendingOf } from '../promotion.ts';
import { bindingOf, type Environment } from '../state.ts';
import { requireNothingUnderWay, requireStableOne, statementOf } from '../stated-promotion.ts';
import type { BreakGlassCommandOf } from './commands.ts';

type Context = DecisionContext<EnvironmentNeeds>;

/**
 * Promotes a published version past the gates, because of an incident. It is for one person who signed in freshly, has both
 * scopes and no hand in the version; it is signed and recorded as what it is, with what each gate found; and it is bound for
 * a time only, unless another person agrees to it. Until somebody has reviewed it, nothing more is promoted here.
 */
export const breakGlass = (
  { data }: BreakGlassCommandOf<'BreakGlass'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:operate');
  requireScope(context, 'policy:promote');
  requireFreshPerson(context, tenant);
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  const found = requirePublished(context.needs.policy, data, context);
  requireStableOne(found.version, context);
  const { id: requestedBy } = context.principal;
  if (found.version.lineage.includes(requestedBy))
    refuse(
      context,
      'PROMOTER_IN_LINEAGE',
      'whoever had a hand in a version does not promote it past the gates',
    );
  const texts = {
    reasonDigest: requireReason(context, data.reasonDigest, 'a promotion past the gates'),
    ticketDigest: requireTicket(context, data.ticketDigest, 'a promotion past the gates'),
  };
  const incident = requireIncident(data.incident, context);
  const { policyId } = data;
  if (created.unreviewed.has(policyId))
    refuse(
      context,
      'AFTER_REVIEW_PENDING',
      `an earlier promotion of ${policyId} past the gates has no review yet`,
    );
  const binding = bindingOf(created, policyId);
  if (binding.stable === data.version) return [];
  requireNothingUnderWay(binding, pendingOf(created.promotions, policyId), context);
  const statement = {
    ...statementOf(found, { ...data, ...texts, requestedBy }, binding, context),
    ...verdictsOf(data, created, { found, tenant, context, promoters: [requestedBy] }),
    breakGlass: { incident, endsBy: toTimestamp(context.now + data.endsInMs) },
  };
  return [requested(statement, created, context)];
};
