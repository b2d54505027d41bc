import type { EnvironmentFact } from '@policy-registry/domain';

/** A promotion past the gates that waits for somebody else's review. */
export type UnreviewedShown = {
  readonly policyId: string;
  readonly version: number;
  readonly by: string;
  readonly incident: string;
  readonly endsBy: string;
};

export const unreviewedAfter = (
  unreviewed: readonly UnreviewedShown[],
  fact: EnvironmentFact,
): readonly UnreviewedShown[] => {
  if (fact.type === 'BreakGlassReviewed')
    return unreviewed.filter(({ policyId }) => policyId !== fact.data.policyId);
  if (fact.type !== 'VersionPromoted' || fact.data.breakGlass === undefined) return unreviewed;
  const { policyId, version, promotedBy: by, breakGlass } = fact.data;
  return [...unreviewed, { policyId, version, by, ...breakGlass }];
};
