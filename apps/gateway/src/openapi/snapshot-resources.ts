import { DocumentRef, SnapshotInputs } from '@policy-registry/domain';
import { SnapshotStatistics } from '@policy-registry/facts';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// What is answered about snapshots, as schemas.

const count = z.int().nonnegative();
const id = z.string();

const Fault = z.strictObject({
  document: z.string(),
  pointer: z.string(),
  code: z.string(),
  detail: z.string(),
});

export const Snapshot = z.strictObject({
  snapshotId: id,
  state: z.enum(['importing', 'frozen', 'refused']),
  inputs: SnapshotInputs,
  documents: z.array(DocumentRef),
  manifestDigest: Sha256.nullable(),
  importer: z.string().nullable(),
  tuples: count.nullable(),
  shards: count.nullable(),
  counts: z.strictObject({ received: count, accepted: count, rejected: count, duplicate: count }).nullable(),
  faults: z.array(Fault),
  frozenAt: Timestamp.nullable(),
  requestedAt: Timestamp,
  requestedBy: z.string(),
});

const ItemCounts = z.looseObject({
  received: count,
  accepted: count,
  rejected: z.record(z.string(), count).describe('by reason'),
  duplicate: count,
});

export const SnapshotSummary = z.strictObject({
  snapshotId: id,
  manifestDigest: Sha256,
  importer: z.string(),
  tuples: count,
  shards: count,
  counts: z.looseObject({ total: ItemCounts }).describe('total, each kind of document, and pairings'),
  statistics: SnapshotStatistics.nullable().describe('null for snapshots of the first importer'),
  frozenAt: Timestamp.nullable(),
  ageSeconds: count.nullable().describe('at the instant asked for; null where that is not known'),
});

export const SnapshotShard = z.strictObject({
  index: count,
  digest: Sha256,
  tuples: count,
  sizeBytes: count.optional(),
});

export const SnapshotDiff = z.strictObject({
  snapshotId: id,
  against: id,
  added: count,
  removed: count,
  changed: count,
  unchanged: count,
  sharedShards: count.describe('whose tuples are all unchanged'),
  changes: z
    .array(
      z.strictObject({
        change: z.enum(['added', 'removed', 'changed']),
        key: z.strictObject({
          image: z.string(),
          imageDigest: z.string(),
          purl: z.string(),
          name: z.string(),
          version: z.string(),
          advisory: z.string(),
        }),
      }),
    )
    .describe('the first 500 in the order of the keys'),
});
