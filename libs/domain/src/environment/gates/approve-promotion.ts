import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requirePerson, requireScope, requireTenant } from '../../guards.ts';
import { requireExplained } from '../../policy/requirement.ts';
import { refuse } from '../../rejection-codes.ts';
import {
  requireCreated,
  requirePublished,
  type CreatedEnvironment,
  type FoundVersion,
} from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import type { Environment } from '../state.ts';
import type { GateCommandOf } from './commands.ts';
import { evidenceOf, judgesBySimulation } from './evidence.ts';
import { othersThan, PROMOTION_APPROVALS_MAX } from './given-approvals.ts';
import { boundOf, hadHand, isOf } from './promotion-approvals.ts';
import type { PromotionApproval } from './settings.ts';

type ApprovePromotion = GateCommandOf<'ApprovePromotion'>;
type Context = DecisionContext<EnvironmentNeeds>;

/** One person more agrees to exactly this promotion, as it was shown to them. */
export const approvePromotion = (
  { data }: ApprovePromotion,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  const { approvalPolicy } = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:approve');
  requirePerson(context);
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  const { policy, version } = requirePublished(context.needs.policy, data, context);
  const { id: by } = context.principal;
  if (hadHand(by, version, created))
    refuse(
      context,
      'APPROVER_IN_LINEAGE',
      'whoever had a hand in a version, or in its gates since it was submitted, cannot approve its promotion',
    );
  requireExplained(approvalPolicy, data, context);

  const { environmentId, policyId, reasonDigest, ticketDigest } = data;
  const bound = requireSeen(data, created, { policy, version, context });
  const given = created.promotionApprovals.get(policyId) ?? [];
  const approval = { ...bound, by, at: toTimestamp(context.now) };
  if (given.some((one) => one.by === by && isOf(one, approval)))
    refuse(context, 'APPROVAL_GIVEN', `you approved this promotion of version ${data.version} already`);
  if (othersThan(given, approval).length >= PROMOTION_APPROVALS_MAX)
    refuse(context, 'APPROVALS_TOO_MANY', `of one policy at most ${PROMOTION_APPROVALS_MAX} are kept`);
  return [
    {
      type: 'PromotionApproved',
      schemaVersion: 1,
      data: {
        ...{ environmentId, policyId, ...approval },
        ...(reasonDigest !== undefined && { reasonDigest }),
        ...(ticketDigest !== undefined && { ticketDigest }),
      },
    },
  ];
};

/** What the approval is bound to: it is what whoever approves has seen. */
const requireSeen = (
  seen: ApprovePromotion['data'],
  environment: CreatedEnvironment,
  { policy, version, context }: FoundVersion & { readonly context: Context },
): Omit<PromotionApproval, 'by' | 'at'> => {
  const named = { promotion: seen, version, environment };
  const evidence = evidenceOf({ ...named, policy }, context.needs.simulation);
  if (judgesBySimulation(environment) && evidence.refusal !== undefined)
    refuse(context, evidence.refusal.code, evidence.refusal.message);
  const bound = boundOf({ ...named, evidence });
  const isSeen =
    seen.gatesVersion === bound.gatesVersion &&
    seen.contentDigest === bound.contentDigest &&
    seen.stable === bound.stable;
  if (!isSeen)
    refuse(
      context,
      'APPROVAL_BINDING_STALE',
      'what you have seen is not what would be promoted: look at it again',
    );
  return { ...bound, gatesVersion: seen.gatesVersion };
};
