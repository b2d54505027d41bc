import { edgeProblems } from '@policy-registry/contracts';
import { diffSnapshots, readManifest, tuplesToCompare, type StoredManifest } from '@policy-registry/facts';
import { BlobCorrupt, parseTimestamp, type BlobStore, type Json } from '@policy-registry/kernel';

import { Problem } from '../edge/problem.ts';
import type { Resource } from '../read/read-models.ts';

/** A frozen snapshot of a tenant, and where its bytes are. */
export type SnapshotSource = {
  readonly tenant: string;
  readonly snapshot: Resource;
  readonly blobs: Pick<BlobStore, 'get'>;
};

/** Tuples that a comparison may read of both sides together. */
export const DIFF_TUPLES_MAX = 250_000;
/** Changes that a comparison lists. */
export const DIFF_CHANGES_MAX = 500;

/** The manifest of a snapshot; throws a 404 while it has none. */
export const manifestOf = async ({ tenant, snapshot, blobs }: SnapshotSource): Promise<StoredManifest> => {
  const digest = snapshot['manifestDigest'];
  if (typeof digest !== 'string')
    throw new Problem(edgeProblems.notFound, 'the snapshot has no manifest, or none yet');
  const manifest = readManifest(await blobs.get({ tenant, digest }));
  if (manifest === undefined) throw new BlobCorrupt({ tenant, digest });
  return manifest;
};

/** What a snapshot holds, in numbers, and how old it is at an instant. Snapshots of the first importer have no statistics. */
export const summaryOf = async (source: SnapshotSource, atMs: number): Promise<Json> => {
  const manifest = await manifestOf(source);
  const { snapshotId = null, frozenAt = null } = source.snapshot;
  return {
    snapshotId,
    manifestDigest: source.snapshot['manifestDigest'] ?? null,
    importer: manifest.importer,
    tuples: manifest.tuples,
    shards: manifest.shards.length,
    counts: manifest.counts,
    statistics: 'statistics' in manifest ? manifest.statistics : null,
    frozenAt,
    ageSeconds: ageSeconds(frozenAt, atMs),
  };
};

// A snapshot that was frozen after the instant has no age there.
const ageSeconds = (frozenAt: Json, atMs: number): number | null => {
  const frozenMs = typeof frozenAt === 'string' ? parseTimestamp(frozenAt) : undefined;
  return frozenMs === undefined || frozenMs > atMs ? null : Math.floor((atMs - frozenMs) / 1_000);
};

/** What another snapshot has otherwise than the one it is compared with. */
export const differenceOf = async (after: SnapshotSource, against: SnapshotSource): Promise<Json> => {
  const [newer, older] = [await manifestOf(after), await manifestOf(against)];
  if (newer.schema !== older.schema || !('statistics' in newer)) {
    const detail = 'only snapshots of the same manifest version, from 2 on, have their tuples in one order';
    throw new Problem(edgeProblems.snapshotsIncomparable, detail);
  }
  const tuples = tuplesToCompare({ before: older.shards, after: newer.shards });
  if (tuples > DIFF_TUPLES_MAX) {
    const detail = `${tuples} tuples are in shards that only one of them has: more than ${DIFF_TUPLES_MAX}`;
    throw new Problem(edgeProblems.snapshotsIncomparable, detail);
  }
  const { tenant, blobs } = after;
  const found = await diffSnapshots({
    before: older.shards,
    after: newer.shards,
    bytesOf: (digest) => blobs.get({ tenant, digest }),
    changesMax: DIFF_CHANGES_MAX,
  });
  return {
    snapshotId: after.snapshot['snapshotId'] ?? null,
    against: against.snapshot['snapshotId'] ?? null,
    ...found,
    changes: found.changes.map(({ change, key }) => ({ change, key: { ...key } })),
  };
};
