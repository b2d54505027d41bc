import type { EnvironmentFact } from '@policy-registry/domain';
import type { Json } from '@policy-registry/kernel';

import type { Query } from './page.ts';

type FactOf<Type extends EnvironmentFact['type']> = Extract<EnvironmentFact, { type: Type }>['data'];

/** An approval of a promotion, with what it is bound to. */
export type PromotionApprovalShown = {
  readonly policyId: string;
  readonly version: number;
  readonly contentDigest: string;
  readonly gatesVersion: number;
  readonly stable: number | null;
  readonly simulationId: string | null;
  readonly by: string;
  readonly at: string;
};

export const gatesOf = ({ version, gates, setBy, setAt }: FactOf<'GatesSet'>): Json => ({
  // What is left out is not there: the fact was parsed, so it is JSON.
  ...{ version, gates: gates as Json, setBy, setAt },
});

/** What is left of them after a fact; a change of what is stable takes those of its policy. */
export const promotionApprovalsAfter = (
  approvals: readonly PromotionApprovalShown[],
  fact: EnvironmentFact,
): readonly PromotionApprovalShown[] => {
  switch (fact.type) {
    case 'VersionPromoted':
    case 'CanaryCompleted':
    case 'BindingRolledBack':
    case 'StableRolledOff':
      return approvals.filter(({ policyId }) => policyId !== fact.data.policyId);
    case 'PromotionApproved':
      return [...approvals.filter((one) => !isReplaced(one, fact.data)), approvalOf(fact.data)];
    default:
      return approvals;
  }
};

const isReplaced = (one: PromotionApprovalShown, by: FactOf<'PromotionApproved'>): boolean =>
  one.policyId === by.policyId && one.version === by.version && one.by === by.by;

const approvalOf = (data: FactOf<'PromotionApproved'>): PromotionApprovalShown => {
  const { policyId, version, contentDigest, gatesVersion, by, at } = data;
  const { stable = null, simulationId = null } = data;
  return { policyId, version, contentDigest, gatesVersion, stable, simulationId, by, at };
};

/** The gates of an environment, whether or not they were ever set. */
export const gatesById = (environmentId: string): Query => ({
  text: `select environment_id as "environmentId", changes as revision, gates from environment_catalog
    where environment_id = $1`,
  values: [environmentId],
});
