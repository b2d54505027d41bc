import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

export const DOCUMENTS_MAX = 128;
/** 2 GiB. Documents are stored and read in pieces, never whole in memory. */
export const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024 * 1024;
/** The formats that snapshots are imported from. */
export const DOCUMENT_KINDS = [
  'trivy',
  'grype',
  'cyclonedx',
  'spdx',
  'osv',
  'openvex',
  'csaf',
  'options',
] as const;

/** One raw document: its bytes stay under their digest; the name serves error messages only. */
export const DocumentRef = z.strictObject({
  name: z.string().min(1).max(120),
  kind: z.enum(DOCUMENT_KINDS),
  digest: Sha256,
  size: z.int().positive().max(DOCUMENT_BYTES_MAX),
});
export type DocumentRef = z.infer<typeof DocumentRef>;

/** What a scheduler calls the same facts by; the snapshot's id is derived from these three. */
export const SnapshotInputs = z.strictObject({
  sbomSet: z.array(z.string().min(1).max(200)).max(256),
  advisoryCursor: z.string().min(1).max(200),
  vexCursor: z.string().min(1).max(200),
});
export type SnapshotInputs = z.infer<typeof SnapshotInputs>;

const count = z.int().nonnegative();
/** received = accepted + rejected + duplicate. */
export const ImportCounts = z.strictObject({
  received: count,
  accepted: count,
  rejected: count,
  duplicate: count,
});

export const ImportFault = z.strictObject({
  document: z.string().max(120),
  pointer: z.string().max(300),
  code: z.string().max(64),
  detail: z.string().max(400),
});

export const SnapshotFact = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('SnapshotRequested'),
    schemaVersion: z.literal(1),
    data: z.strictObject({
      snapshotId: AggregateId,
      attempt: z.int().positive(),
      inputs: SnapshotInputs,
      documents: z.array(DocumentRef).min(1).max(DOCUMENTS_MAX),
      requestedBy: z.string(),
      /** What is not frozen by then is refused; absent: from before that was said, and never. */
      endsBy: Timestamp.optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('SnapshotFrozen'),
    schemaVersion: z.literal(1),
    data: z.strictObject({
      snapshotId: AggregateId,
      manifestDigest: Sha256,
      importer: z.string().max(128),
      tuples: count,
      shards: z.int().nonnegative(),
      counts: ImportCounts,
      /** Its age counts from here; the log before this did not say it in the fact. */
      frozenAt: Timestamp.optional(),
    }),
  }),
  z.strictObject({
    type: z.literal('SnapshotRefused'),
    schemaVersion: z.literal(1),
    data: z.strictObject({
      snapshotId: AggregateId,
      attempt: z.int().positive(),
      faults: z.array(ImportFault).min(1).max(50),
    }),
  }),
]);
export type SnapshotFact = z.infer<typeof SnapshotFact>;
