import type { DecisionContext } from '@policy-registry/kernel';

import { requested } from './attest-promotion.ts';
import type { EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import { judge, passedBy, requireGates } from './gates/require-gates.ts';
import type { PromotionCommandOf } from './promotion-commands.ts';
import { pendingOf } from './promotion.ts';
import { bindingOf, type Environment } from './state.ts';
import { requireNothingUnderWay, statementOf } from './stated-promotion.ts';
import { promotionConfirmationFor } from './two-persons.ts';
import { canaryOf, isSo, requirePromoter, requireWanted } from './wanted-promotion.ts';

type Promote = PromotionCommandOf<'PromoteVersion'>;

/** Has a published version bound as stable, or as a canary, once it is signed: both go through the gates of the environment. */
export const promote = (
  { data }: Promote,
  environment: Environment,
  context: DecisionContext<EnvironmentNeeds>,
): readonly EnvironmentFact[] => {
  const { tenant, created } = requirePromoter(data, environment, context);
  const { found, reasonDigest, ticketDigest } = requireWanted(data, tenant, context);
  const { environmentId, policyId, version } = data;
  const binding = bindingOf(created, policyId);
  const canary = canaryOf(data);
  if (isSo(binding, { version, canary })) return [];
  requireNothingUnderWay(binding, pendingOf(created.promotions, policyId), context);

  const { id: requestedBy } = context.principal;
  const judged = { found, tenant, promoters: [requestedBy], context };
  const { resultDigest = null } = passedBy(judge(data, created, judged));

  const { contentDigest, irDigest } = found.version;
  const asked = { environmentId, policyId, version, reasonDigest, ticketDigest };
  const bound = {
    ...{ contentDigest, irDigest, canary: canary ?? null, stable: binding.stable ?? null },
    resultDigest,
  };
  const deciding = { tenant, context };
  const { first, fact } = promotionConfirmationFor({ ...asked, bound }, created.confirmations, deciding);
  const promoters = [requestedBy, ...(first === undefined ? [] : [first.by])];
  const passed = requireGates(data, created, { ...judged, promoters });
  if (fact !== undefined) return [fact];

  const statement = {
    ...statementOf(found, { ...asked, requestedBy }, binding, context),
    ...(canary !== undefined && { canary }),
    ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
    ...passed,
  };
  return [requested(statement, created, context)];
};
