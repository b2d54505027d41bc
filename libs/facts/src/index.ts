/** Facts as people have them, derived into the tuples of a snapshot: bytes in, values out. */
export { addCounts, rejectedIn, REJECTION_REASONS } from './counts.ts';
export type { ItemCounts, RejectionReason } from './counts.ts';
export {
  DOCUMENT_BYTES_MAX,
  DOCUMENT_KINDS,
  DOCUMENTS_MAX,
  FAULT_CODES,
  FAULTS_MAX,
  TUPLES_MAX,
} from './document.ts';
export type { DocumentKind, FactDocument, FaultCode, ImportFault } from './document.ts';
export { detectKind } from './detect-kind.ts';
export type { KindDetector } from './detect-kind.ts';
export { importSnapshot } from './import-snapshot.ts';
export type { DocumentCounts, ImportCounts, SnapshotImport } from './import-snapshot.ts';
export {
  IMPORTER,
  MANIFEST_SCHEMA,
  manifestBytes,
  manifestDigest,
  SnapshotManifest,
  snapshotManifest,
} from './manifest.ts';
export type { CountsByKind, ManifestDocument } from './manifest.ts';
export { OPTIONS_SCHEMA } from './options.ts';
export { readShard, SHARD_TUPLES, shardBytes, ShardUnreadable, toShards } from './shards.ts';
export type { Shard } from './shards.ts';
