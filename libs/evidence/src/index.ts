/** Evidence archives: deterministic, complete by their manifest, checkable without network and without the registry. */
export { ARCHIVE_BYTES_MAX, ARCHIVE_FILES_MAX, ArchiveRefused } from './archive-form.ts';
export type { ArchiveFile, ArchiveRefusalCode } from './archive-form.ts';
export { buildPublicationEvidence, buildSimulationEvidence, EvidenceInconsistent } from './build-evidence.ts';
export type {
  EvidenceArchive,
  PartialEvidence,
  PublicationEvidence,
  SimulationEvidence,
} from './build-evidence.ts';
export { EvidenceManifest, EvidenceVersion, MANIFEST_PATH } from './manifest.ts';
export { PUBLICATION_PATHS, shardPath, SIMULATION_PATHS } from './paths.ts';
export type { EvidenceFinding, EvidenceFindingCode, EvidenceReport } from './report.ts';
export { verifyEvidenceArchive } from './verify-evidence.ts';
export { readArchive } from './read-archive.ts';
export { partOf, writeArchive } from './write-archive.ts';
export type { ArchivePart } from './write-archive.ts';
