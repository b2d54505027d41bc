import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import { inputsDigestOf, PLANNED_SHARDS_MAX, type SimulationInputs } from '@policy-registry/simulation';

import { type EvidenceManifest, type EvidenceVersion, listed, MANIFEST_PATH } from './manifest.ts';
import type { EvidenceFinding, EvidenceFindingCode } from './report.ts';
import { PUBLICATION_PATHS, shardPath, SIMULATION_PATHS } from './paths.ts';
import { verifyEvidenceArchive } from './verify-evidence.ts';
import { type ArchivePart, partOf, writeArchive } from './write-archive.ts';

/** An archive that was verified. Its content is made anew, piece by piece, each time that it is read. */
export type EvidenceArchive = {
  /** SHA-256 of the tar: the subject of the attestation. */
  readonly digest: string;
  readonly read: () => AsyncIterable<Uint8Array>;
};

/** What was handed over does not make evidence that verifies; nothing of it may be signed. */
export class EvidenceInconsistent extends Error {
  override readonly name = 'EvidenceInconsistent';
  readonly code: EvidenceFindingCode;

  constructor({ code, detail }: EvidenceFinding) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

/** The stored bytes of a partial result, read when they are needed: together they may be more than fits in memory. */
export type PartialEvidence = Omit<ArchivePart, 'path'>;

export type SimulationEvidence = {
  readonly tenant: string;
  readonly simulationId: string;
  readonly candidate: EvidenceVersion;
  readonly inputs: SimulationInputs;
  /** The stored bytes of the result. */
  readonly result: Uint8Array;
  /** Digest of the result of the second run of the same inputs; absent where every shard was evaluated once. */
  readonly twinResultDigest?: string | undefined;
  /** In order of their ranges. */
  readonly partials: readonly PartialEvidence[];
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
  const files: readonly ArchivePart[] = [
    partOf(SIMULATION_PATHS.inputs, canonicalBytes(inputs)),
    partOf(SIMULATION_PATHS.result, evidence.result),
    partOf(SIMULATION_PATHS.snapshot, evidence.snapshotManifest),
    partOf(SIMULATION_PATHS.baseIr, evidence.baseIr),
    partOf(SIMULATION_PATHS.candidateIr, evidence.candidateIr),
    ...partials.map((partial, index) => ({ ...partial, path: shardPath(index) })),
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
  const files: readonly ArchivePart[] = [
    partOf(PUBLICATION_PATHS.publication, evidence.publication),
    partOf(PUBLICATION_PATHS.content, evidence.contentManifest),
    partOf(PUBLICATION_PATHS.ir, evidence.ir),
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
  files: readonly ArchivePart[],
  manifest: EvidenceManifest,
): Promise<EvidenceArchive> => {
  const parts = [...files, partOf(MANIFEST_PATH, canonicalBytes(manifest))];
  const read = (): AsyncIterable<Uint8Array> => writeArchive(parts);
  const { digest, findings } = await verifyEvidenceArchive(read);
  const [finding] = findings;
  if (finding !== undefined) throw new EvidenceInconsistent(finding);
  return { digest, read };
};
