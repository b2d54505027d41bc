import { WorkspaceFact } from '@policy-registry/domain';
import type { Json, ReadModel, RowChange, Rows } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type RevisionRow = {
  readonly policy_id: string;
  readonly revision: number;
  readonly content_digest: string;
  readonly files: Json;
  readonly saved_at: string;
  readonly saved_by: string;
  /** What the content was taken from; null where it was written here. */
  readonly origin: Json;
  /** The compiler's report; null until it has one. */
  readonly compilation: Json;
};

/** Every save of a policy's workspace. */
export const workspaceRevision: ReadModel<RevisionRow> = {
  table: 'workspace_revision',
  columns: {
    policy_id: 'text',
    revision: 'bigint',
    content_digest: 'text',
    files: 'jsonb',
    saved_at: 'text',
    saved_by: 'text',
    origin: 'jsonb',
    compilation: 'jsonb',
  },
  key: ['policy_id', 'revision'],
  reads: (recorded) =>
    factsOf(recorded, 'workspace', WorkspaceFact).flatMap(({ data }) =>
      'revision' in data ? [[data.policyId, String(data.revision)]] : [],
    ),
  fold: (rows, recorded) =>
    factsOf(recorded, 'workspace', WorkspaceFact).flatMap((fact) =>
      foldFact(rows, fact, recorded.event.recordedAt),
    ),
};

const foldFact = (
  rows: Rows<RevisionRow>,
  fact: WorkspaceFact,
  at: string,
): readonly RowChange<RevisionRow>[] => {
  if (fact.type === 'RevisionSaved') {
    const { policyId, revision, contentDigest, files, savedBy, origin = null } = fact.data;
    const saved = {
      policy_id: policyId,
      revision,
      content_digest: contentDigest,
      files,
      saved_at: at,
      saved_by: savedBy,
      origin,
    };
    return [{ put: { ...saved, compilation: null } }];
  }
  if (fact.type !== 'RevisionCompiled') return [];
  const row = rows([fact.data.policyId, String(fact.data.revision)]);
  return row === undefined ? [] : [{ put: { ...row, compilation: fact.data.report } }];
};

const SHAPE = `policy_id as "policyId", revision, content_digest as "contentDigest", files, saved_at as "savedAt",
  saved_by as "savedBy", origin, compilation`;

export const workspaceByPolicy = (policyId: string): Query => ({
  text: `select ${SHAPE} from workspace_revision where policy_id = $1 order by revision desc limit 1`,
  values: [policyId],
});

export const revisionByNumber = (policyId: string, revision: number): Query => ({
  text: `select ${SHAPE} from workspace_revision where policy_id = $1 and revision = $2`,
  values: [policyId, revision],
});

/** Newest first. */
export const revisionPage = (policyId: string, { size, after }: Page): Query => ({
  text: `select ${SHAPE} from workspace_revision where policy_id = $1 and revision < $2 order by revision desc limit $3`,
  values: [policyId, after?.[0] ?? String(Number.MAX_SAFE_INTEGER), size],
});
