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
  /** When its content was disposed of; null where it was not. */
  readonly disposed_at: string | null;
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
    disposed_at: 'text',
    origin: 'jsonb',
    compilation: 'jsonb',
  },
  key: ['policy_id', 'revision'],
  reads: (recorded) =>
    factsOf(recorded, 'workspace', WorkspaceFact).flatMap(({ data }) =>
      revisionsIn(data).map((revision) => [data.policyId, String(revision)]),
    ),
  fold: (rows, recorded) =>
    factsOf(recorded, 'workspace', WorkspaceFact).flatMap((fact) =>
      foldFact(rows, fact, recorded.event.recordedAt),
    ),
};

const revisionsIn = (data: WorkspaceFact['data']): readonly number[] => {
  if ('revisions' in data) return data.revisions;
  return 'revision' in data ? [data.revision] : [];
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
      disposed_at: null,
      origin,
    };
    return [{ put: { ...saved, compilation: null } }];
  }
  if (fact.type === 'RevisionsDisposed') {
    const { policyId, revisions } = fact.data;
    const disposed = revisions.flatMap((revision) => rows([policyId, String(revision)]) ?? []);
    return disposed.map((row) => ({ put: { ...row, disposed_at: at } }));
  }
  if (fact.type !== 'RevisionCompiled') return [];
  const row = rows([fact.data.policyId, String(fact.data.revision)]);
  return row === undefined ? [] : [{ put: { ...row, compilation: fact.data.report } }];
};

/**
 * Since when the content of a row of `workspace_revision` is kept no longer; null where it is kept, as is everything that a
 * version was made of: also of one that was made while the revision was disposed of.
 */
export const DISPOSED_AT = `case when disposed_at is null or exists (select from policy_version made
  where made.policy_id = workspace_revision.policy_id and made.workspace_revision = workspace_revision.revision)
  then null else disposed_at end`;

const SHAPE = `policy_id as "policyId", revision, content_digest as "contentDigest", files, saved_at as "savedAt",
  saved_by as "savedBy", ${DISPOSED_AT} as "disposedAt", origin, compilation`;

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
