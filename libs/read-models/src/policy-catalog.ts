import { PolicyFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type PolicyRow = {
  readonly policy_id: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** `{ kind, id }`; null until somebody names one. */
  readonly owner: Json;
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
    owner: 'jsonb',
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
          owner: null,
          versions: 0,
          latest_published: null,
          created_at: event.recordedAt,
          created_by: event.actor.id,
        };
      }
      if (fact.type === 'OwnerChanged' && row !== undefined) row = { ...row, owner: fact.data.owner };
      if (fact.type === 'VersionDrafted' && row !== undefined) row = { ...row, versions: row.versions + 1 };
      if (fact.type === 'VersionPublished' && row !== undefined)
        row = { ...row, latest_published: fact.data.semver };
    }
    return row === undefined || event.aggregate.type !== 'policy' ? [] : [{ put: row }];
  },
};

const SHAPE = `policy_id as "policyId", name, description, tags, owner, versions, latest_published as "latestPublished",
  (select max(revision) from workspace_revision saved where saved.policy_id = policy_catalog.policy_id) as "workspaceRevision",
  created_at as "createdAt", created_by as "createdBy"`;

export const policyById = (policyId: string): Query => ({
  text: `select ${SHAPE} from policy_catalog where policy_id = $1`,
  values: [policyId],
});

/** What the policies of a list have; every one that is named. */
export type PolicyFilter = {
  /** At least one version is in this state. */
  readonly state?: string;
  readonly tag?: string;
  /** Id of a group, or the subject of somebody. */
  readonly owner?: string;
  /** Stands in the id, the name or the description, whatever the case of A to Z. */
  readonly text?: string;
};

/** In bytewise order of the ids. */
export const policyPage = ({ size, after }: Page, { state, tag, owner, text }: PolicyFilter = {}): Query => ({
  text: `select ${SHAPE} from policy_catalog where policy_id > $1
    and ($3::text is null or exists (
      select from policy_version one where one.policy_id = policy_catalog.policy_id and one.state = $3))
    and ($4::text is null or tags ? $4)
    and ($5::text is null or owner ->> 'id' = $5)
    and ($6::text is null or strpos(lower(concat_ws(' ', policy_id, name, description)), lower($6)) > 0)
    order by policy_id limit $2`,
  values: [after?.[0] ?? '', size, state ?? null, tag ?? null, owner ?? null, text ?? null],
});
