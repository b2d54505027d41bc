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
export { diffSnapshots, tuplesToCompare } from './diff-snapshots.ts';
export type { Compared, SnapshotDiff, TupleChange } from './diff-snapshots.ts';
export { detectKind } from './detect-kind.ts';
export type { KindDetector } from './detect-kind.ts';
export type { DocumentCounts, ImportCounts, Imported, ImportRefused } from './fact-import.ts';
export { importDocuments } from './import-documents.ts';
export type { DocumentSource, ImportPorts } from './import-documents.ts';
export { importSnapshot } from './import-snapshot.ts';
export type { SnapshotImport } from './import-snapshot.ts';
export { IMPORTER, MANIFEST_SCHEMA, readManifest, StoredManifest } from './manifest.ts';
export type { CountsByKind, SnapshotManifest } from './manifest.ts';
export { OPTIONS_SCHEMA } from './options.ts';
export { tupleReader } from './tuple-reader.ts';
export type { TupleReader } from './tuple-reader.ts';
export { readShard, STORED_SHARD_TUPLES_MAX, shardBytes, ShardUnreadable } from './shards.ts';
export type { Shard } from './shards.ts';
export type { Spill, Spilled } from './sort-records.ts';
export { SnapshotStatistics } from './statistics.ts';
