import type { Query } from '@policy-registry/read-models';

/** Whether a digest is that of a file which some revision of a workspace holds. */
export const fileInRevisions = (digest: string): Query => ({
  text: `select policy_id as "policyId" from workspace_revision where files @> $1::jsonb limit 1`,
  values: [JSON.stringify([{ sha256: digest }])],
});
