import type { ArchiveRefusalCode } from './archive-form.ts';
import type { EvidenceManifest } from './manifest.ts';

export type EvidenceFindingCode =
  | ArchiveRefusalCode
  | 'MANIFEST_MISSING'
  | 'MANIFEST_MALFORMED'
  | 'FILE_MISSING'
  | 'FILE_UNLISTED'
  | 'FILE_UNKNOWN'
  | 'FILE_DIGEST_DIFFERENT'
  | 'INPUTS_MALFORMED'
  | 'INPUTS_DIGEST_DIFFERENT'
  | 'SNAPSHOT_DIGEST_DIFFERENT'
  | 'SNAPSHOT_MALFORMED'
  | 'POLICY_DIGEST_DIFFERENT'
  | 'POLICY_MALFORMED'
  | 'CONTENT_DIGEST_DIFFERENT'
  | 'RESULT_MALFORMED'
  | 'RESULT_DIGEST_DIFFERENT'
  | 'RESULT_INPUTS_DIFFERENT'
  | 'COUNTS_DIFFERENT'
  | 'TWIN_DIFFERENT'
  | 'PARTIAL_MALFORMED'
  | 'PARTIALS_REFUSED'
  | 'REDUCTION_DIFFERENT';

/** One thing wrong with an archive. */
export type EvidenceFinding = { readonly code: EvidenceFindingCode; readonly detail: string };

/** What was found out about an archive: consistent with itself when there are no findings. Who made it is not asked. */
export type EvidenceReport = {
  /** SHA-256 of the tar: what the attestation must be about. */
  readonly digest: string;
  readonly manifest: EvidenceManifest | undefined;
  readonly findings: readonly EvidenceFinding[];
};

/** The files of an archive by path. */
export type FilesByPath = ReadonlyMap<string, Uint8Array>;
