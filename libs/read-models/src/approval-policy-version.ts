import { TenantFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type ApprovalPolicyVersionRow = {
  readonly version: number;
  readonly rules: Json;
  /** Which proposal it came of, by whom, and who approved it; null where it was set without one. */
  readonly review: Json;
  readonly set_at: string;
};

/** Every approval policy that was ever in force: what the approvals of its time were asked for. */
export const approvalPolicyVersion: ReadModel<ApprovalPolicyVersionRow> = {
  table: 'approval_policy_version',
  columns: { version: 'bigint', rules: 'jsonb', review: 'jsonb', set_at: 'text' },
  key: ['version'],
  reads: () => [],
  fold: (_rows, recorded) =>
    factsOf(recorded, 'tenant', TenantFact).flatMap((fact) => {
      if (fact.type !== 'ApprovalPolicySet') return [];
      const { version, review = null, ...rules } = fact.data;
      return [{ put: { version, rules, review, set_at: recorded.event.recordedAt } }];
    }),
};

/** In the order in which they were set. */
export const approvalPolicyPage = ({ size, after }: Page): Query => ({
  text: `select version, rules, review, set_at as "setAt" from approval_policy_version
    where version > $1 order by version limit $2`,
  values: [after?.[0] ?? '0', size],
});
