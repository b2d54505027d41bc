import { compareBytewise, type DecisionContext } from '@policy-registry/kernel';

import { refuse } from '../rejection-codes.ts';
import type { Access } from '../tenant/access.ts';
import type { PolicyCommandOf } from './commands.ts';

type Asked = Pick<PolicyCommandOf<'SubmitVersion'>['data'], 'reviewers' | 'groups'>;

type Submission = {
  readonly lineage: readonly string[];
  /** The groups that own what the version changes. */
  readonly owners: readonly string[];
  readonly access: Access;
};

/**
 * Whom a submission asks to look at it, each once and in order. To be asked gives nobody a right, and nobody else loses one:
 * so a person is asked by name whoever they are, but for those who could never agree to it. Whoever owns what
 * it changes is asked in any case.
 */
export const askedReviewers = (
  { reviewers, groups = [] }: Asked,
  { lineage, owners, access }: Submission,
  context: Pick<DecisionContext, 'reasons'>,
): { readonly reviewers: string[]; readonly groups?: string[] } => {
  const author = reviewers.find((id) => lineage.includes(id));
  if (author !== undefined)
    refuse(context, 'REVIEWER_IN_LINEAGE', `${author} had a hand in the version, and cannot approve it`);
  const unknown = groups.find((groupId) => !access.groups.some((known) => known.groupId === groupId));
  if (unknown !== undefined) refuse(context, 'GROUP_UNKNOWN', `there is no group ${unknown}`);
  const asked = eachOnce([...groups, ...owners]);
  return {
    reviewers: eachOnce(reviewers),
    ...(asked.length > 0 && { groups: asked }),
  };
};

const eachOnce = (ids: readonly string[]): string[] => [...new Set(ids)].sort(compareBytewise);
