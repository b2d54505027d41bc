import { refusal } from '../../rejection-codes.ts';
import type { Gate } from './gate.ts';

/** Nothing was promoted here past the gates that nobody else has reviewed; there while something was. */
export const afterReviewGate: Gate = ({ environment: { unreviewed } }) => {
  if (unreviewed.size === 0) return undefined;
  const value = [...unreviewed].map(([policyId, { version }]) => `${policyId} version ${version}`).join(', ');
  return {
    ...{ gate: 'afterReview', ok: false, value, needed: 'a review of what was promoted past the gates' },
    refusal: refusal('AFTER_REVIEW_PENDING', `promoted past the gates and not reviewed: ${value}`),
  };
};
