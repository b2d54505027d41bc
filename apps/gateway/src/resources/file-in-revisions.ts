import { REGRESSION_PATH } from '@policy-registry/domain';
import { DISPOSED_AT, type Query } from '@policy-registry/read-models';

/**
 * How a digest first came into a workspace as a file, if it did: `holdsFindings` where that was as a test made of
 * findings. Such a file is one under whatever path it is saved later, and in whichever policy; another file does not
 * become one by being saved under such a path.
 */
export const fileInRevisions = (digest: string): Query => ({
  text: `select file->>'path' ~ $3 as "holdsFindings"
    from workspace_revision, jsonb_array_elements(files) file
    where files @> $1::jsonb and file->>'sha256' = $2
    order by saved_at, "holdsFindings" desc limit 1`,
  values: [JSON.stringify([{ sha256: digest }]), digest, REGRESSION_PATH],
});

/**
 * Since when no revision that had the file keeps its content; null where one does, or none had it. Who keeps it is looked for
 * only where a content that had it was disposed of: most tenants have none, and that an index tells.
 */
export const fileDisposedAt = (digest: string): Query => ({
  text: `select case when since is null then null
      when exists (select from workspace_revision where files @> $1::jsonb and ${DISPOSED_AT} is null) then null
      else since end as "disposedAt"
    from (select max(disposed_at) as since from workspace_revision where disposed_at is not null and files @> $1::jsonb) gone`,
  values: [JSON.stringify([{ sha256: digest }])],
});

/** The size of a file that some revision of this policy holds and keeps; no row where none does. */
export const fileOfPolicy = (policyId: string, digest: string): Query => ({
  text: `select file->'size' as size from workspace_revision, jsonb_array_elements(files) file
    where policy_id = $1 and files @> $2::jsonb and file->>'sha256' = $3
      and ${DISPOSED_AT} is null limit 1`,
  values: [policyId, JSON.stringify([{ sha256: digest }]), digest],
});
