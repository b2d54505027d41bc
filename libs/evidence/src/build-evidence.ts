import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import { inputsDigestOf, PLANNED_SHARDS_MAX, type SimulationInputs } from '@policy-registry/simulation';

import { type ArchiveFile, writeArchive } from './archive.ts';
import { type EvidenceManifest, type EvidenceVersion, listed, MANIFEST_PATH } from './manifest.ts';
import type { EvidenceFinding, EvidenceFindingCode } from './report.ts';
import { PUBLICATION_PATHS, shardPath, SIMULATION_PATHS } from './paths.ts';
import { verifyEvidenceArchive } from './verify-evidence.ts';

/** An archive and the SHA-256 of its tar: the subject of the attestation. */
export type EvidenceArchive = { readonly bytes: Uint8Array; readonly digest: string };

/** What was handed over does not make evidence that verifies; nothing of it may be signed. */
export class EvidenceInconsistent extends Error {
  override readonly name = 'EvidenceInconsistent';
  readonly code: EvidenceFindingCode;

  constructor({ code, detail }: EvidenceFinding) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

export type SimulationEvidence = {
  readonly tenant: string;
  readonly simulationId: string;
  readonly candidate: EvidenceVersion;
  readonly inputs: SimulationInputs;
  /** The stored bytes of the result. */
  readonly result: Uint8Array;
  /** Digest of the result of the second run of the same inputs; absent where every shard was evaluated once. */
  readonly twinResultDigest?: string | undefined;
  /** The stored bytes of every partial result, in order of their ranges. */
  readonly partials: readonly Uint8Array[];
  readonly snapshotManifest: Uint8Array;
  readonly baseIr: Uint8Array;
  readonly candidateIr: Uint8Array;
  /** `BlobStore.worm` of the store that will hold the archive. */
  readonly worm: boolean;
};

/** The archive of one simulation. Rejects with {@link EvidenceInconsistent} when it would not verify. */
export const buildSimulationEvidence = async (evidence: SimulationEvidence): Promise<EvidenceArchive> => {
  const { inputs, partials } = evidence;
  if (partials.length > PLANNED_SHARDS_MAX) {
    const detail = `more than ${PLANNED_SHARDS_MAX} partial results`;
    throw new EvidenceInconsistent({ code: 'ARCHIVE_TOO_LARGE', detail });
  }
  const files: readonly ArchiveFile[] = [
    { path: SIMULATION_PATHS.inputs, bytes: canonicalBytes(inputs) },
    { path: SIMULATION_PATHS.result, bytes: evidence.result },
    { path: SIMULATION_PATHS.snapshot, bytes: evidence.snapshotManifest },
    { path: SIMULATION_PATHS.baseIr, bytes: evidence.baseIr },
    { path: SIMULATION_PATHS.candidateIr, bytes: evidence.candidateIr },
    ...partials.map((bytes, index) => ({ path: shardPath(index), bytes })),
  ];
  return archived(files, {
    schema: 'policy-registry.evidence@1',
    kind: 'simulation',
    tenant: evidence.tenant,
    simulationId: evidence.simulationId,
    candidate: evidence.candidate,
    inputsDigest: inputsDigestOf(inputs),
    resultDigest: sha256Hex(evidence.result),
    ...(evidence.twinResultDigest !== undefined && { twin: { resultDigest: evidence.twinResultDigest } }),
    files: listed(files),
    worm: evidence.worm,
    transparency: 'skipped',
  });
};

export type PublicationEvidence = {
  readonly tenant: string;
  readonly version: EvidenceVersion;
  /** Canonical JSON of what was decided: who, when, reason and ticket digests, approvals, simulation. */
  readonly publication: Uint8Array;
  /** The version's content manifest, whose SHA-256 is the content digest. */
  readonly contentManifest: Uint8Array;
  readonly ir: Uint8Array;
  readonly worm: boolean;
};

/** The archive of one publication. Rejects with {@link EvidenceInconsistent} when it would not verify. */
export const buildPublicationEvidence = async (evidence: PublicationEvidence): Promise<EvidenceArchive> => {
  const files: readonly ArchiveFile[] = [
    { path: PUBLICATION_PATHS.publication, bytes: evidence.publication },
    { path: PUBLICATION_PATHS.content, bytes: evidence.contentManifest },
    { path: PUBLICATION_PATHS.ir, bytes: evidence.ir },
  ];
  return archived(files, {
    schema: 'policy-registry.evidence@1',
    kind: 'publication',
    tenant: evidence.tenant,
    version: evidence.version,
    irDigest: sha256Hex(evidence.ir),
    files: listed(files),
    worm: evidence.worm,
    transparency: 'skipped',
  });
};

// What leaves this module was verified as a stranger would.
const archived = async (
  files: readonly ArchiveFile[],
  manifest: EvidenceManifest,
): Promise<EvidenceArchive> => {
  const bytes = await writeArchive([...files, { path: MANIFEST_PATH, bytes: canonicalBytes(manifest) }]);
  const { digest, findings } = await verifyEvidenceArchive(bytes);
  const [finding] = findings;
  if (finding !== undefined) throw new EvidenceInconsistent(finding);
  return { bytes, digest };
};
