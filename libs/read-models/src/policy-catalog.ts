import { PolicyFact } from '@policy-registry/domain';
import type { ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type PolicyRow = {
  readonly policy_id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly versions: number;
  readonly latest_published: string | null;
  readonly created_at: string;
  readonly created_by: string;
};

/** The policies of a tenant. */
export const policyCatalog: ReadModel<PolicyRow> = {
  table: 'policy_catalog',
  columns: {
    policy_id: 'text',
    name: 'text',
    description: 'text',
    tags: 'jsonb',
    versions: 'bigint',
    latest_published: 'text',
    created_at: 'text',
    created_by: 'text',
  },
  key: ['policy_id'],
  reads: ({ event }) => (event.aggregate.type === 'policy' ? [[event.aggregate.id]] : []),
  fold: (rows, recorded) => {
    const { event } = recorded;
    let row = rows([event.aggregate.id]);
    for (const fact of factsOf(recorded, 'policy', PolicyFact)) {
      if (fact.type === 'PolicyCreated') {
        const { policyId, name, description, tags } = fact.data;
        row = {
          policy_id: policyId,
          name,
          description,
          tags,
          versions: 0,
          latest_published: null,
          created_at: event.recordedAt,
          created_by: event.actor.id,
        };
      }
      if (fact.type === 'VersionDrafted' && row !== undefined) row = { ...row, versions: row.versions + 1 };
      if (fact.type === 'VersionPublished' && row !== undefined)
        row = { ...row, latest_published: fact.data.semver };
    }
    return row === undefined || event.aggregate.type !== 'policy' ? [] : [{ put: row }];
  },
};

const SHAPE = `policy_id as "policyId", name, description, tags, versions, latest_published as "latestPublished",
  (select max(revision) from workspace_revision saved where saved.policy_id = policy_catalog.policy_id) as "workspaceRevision",
  created_at as "createdAt", created_by as "createdBy"`;

export const policyById = (policyId: string): Query => ({
  text: `select ${SHAPE} from policy_catalog where policy_id = $1`,
  values: [policyId],
});

/** In bytewise order of the ids. */
export const policyPage = ({ size, after }: Page): Query => ({
  text: `select ${SHAPE} from policy_catalog where policy_id > $1 order by policy_id limit $2`,
  values: [after?.[0] ?? '', size],
});
