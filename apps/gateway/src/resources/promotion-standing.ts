import { edgeProblems } from '@policy-registry/contracts';

import { factIn, type Sent } from '../command/send-command.ts';
import { Problem } from '../edge/problem.ts';
import type { Resource } from '../read/read-models.ts';

/** The promotion that a command asked for; `undefined` where it asked for none, as the first of two persons does. */
export const promotionAsked = (sent: Sent): PromotionAsked | undefined => {
  const asked = factIn(sent, 'PromotionRequested');
  return asked && { policyId: String(asked.data['policyId']), attempt: Number(asked.data['attempt']) };
};
type PromotionAsked = { readonly policyId: string; readonly attempt: number };

/** How a promotion stands by what an environment says of the last one of each policy; a later one tells it is over. */
export const promotionIn = (
  { promotions }: Resource,
  { policyId, attempt }: PromotionAsked,
): { readonly isOver: boolean; readonly failure: string | undefined } => {
  const last = (Array.isArray(promotions) ? promotions : []).find((one) => Object(one).policyId === policyId);
  const { attempt: lastAttempt, status, reason } = Object(last);
  if (lastAttempt !== attempt) return { isOver: Number(lastAttempt) > attempt, failure: undefined };
  return { isOver: status !== 'requested', failure: status === 'failed' ? String(reason) : undefined };
};

/** Why the registry itself ends a promotion; anything else is the signer's word. */
const ENDED: readonly string[] = ['BINDING_CHANGED', 'ABORTED', 'VERSION_NOT_PUBLISHED'];

export const promotionProblem = (failure: string): Problem =>
  new Problem(
    ENDED.includes(failure) ? edgeProblems.promotionEnded : edgeProblems.attestationFailed,
    `nothing was bound: ${failure}`,
  );
