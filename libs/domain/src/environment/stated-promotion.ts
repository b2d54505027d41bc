import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import type { Version } from '../policy/state.ts';
import { refuse } from '../rejection-codes.ts';
import { rollbackTargetOf, type Binding } from './binding.ts';
import type { FoundVersion } from './bound-version.ts';
import type { PromotionStatement } from './promotion-events.ts';
import type { PendingPromotion } from './promotion.ts';

// What a promotion through the gates, at once or at a time, and one past them have in common.

type Asked = Pick<
  PromotionStatement,
  'environmentId' | 'policyId' | 'version' | 'reasonDigest' | 'ticketDigest' | 'requestedBy'
>;

/** What is stated of binding a version, however it came to be. */
export const statementOf = (
  { policy, version }: FoundVersion,
  { environmentId, policyId, version: number, reasonDigest, ticketDigest, requestedBy }: Asked,
  binding: Binding,
  { tenant, now }: Pick<DecisionContext, 'tenant' | 'now'>,
): PromotionStatement => {
  const { semver, contentDigest, irDigest } = version;
  const { stable: previousVersion } = binding;
  const rollbackTo = rollbackTargetOf(binding, number, policy);
  return {
    ...{ tenant, environmentId, policyId, version: number, semver, contentDigest, irDigest },
    ...(previousVersion !== undefined && { previousVersion }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    ...{ requestedBy, requestedAt: toTimestamp(now), reasonDigest, ticketDigest },
    approvals: version.approvals.map(({ approver, at }) => ({ approver, at })),
  };
};

export const requireStableOne = ({ isShadow }: Version, context: DecisionContext): void => {
  if (isShadow)
    refuse(context, 'VERSION_IS_SHADOW', 'its settings say shadow = true: it may never be stable');
};

/** One change of a binding at a time: what is compared with what stays clear. */
export const requireNothingUnderWay = (
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
