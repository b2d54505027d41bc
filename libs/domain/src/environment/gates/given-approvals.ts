import type { EnvironmentFact } from '../events.ts';
import type { PromotionApproval } from './settings.ts';

/** Approvals of promotions of one policy that an environment keeps. */
export const PROMOTION_APPROVALS_MAX = 64;

type Approved = Extract<EnvironmentFact, { type: 'PromotionApproved' }>['data'];
type Given = ReadonlyMap<string, readonly PromotionApproval[]>;

/** With this one, which takes the place of what the same person said of the same version before. */
export const approvalsWith = (
  given: Given,
  {
    environmentId: _environmentId,
    policyId,
    reasonDigest: _reason,
    ticketDigest: _ticket,
    ...approval
  }: Approved,
): Given => new Map(given).set(policyId, [...othersThan(given.get(policyId) ?? [], approval), approval]);

/** What others said, and the same person of other versions. */
export const othersThan = (
  given: readonly PromotionApproval[],
  { by, version }: Pick<PromotionApproval, 'by' | 'version'>,
): readonly PromotionApproval[] => given.filter((one) => one.by !== by || one.version !== version);
