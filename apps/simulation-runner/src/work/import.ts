import type { JobOf } from '@policy-registry/domain';
import { importSnapshot, IMPORTER, rejectedIn, type FactDocument } from '@policy-registry/facts';
import { sha256Hex } from '@policy-registry/kernel';

import { fitting } from './fitting.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

const FAULTS_KEPT_MAX = 50;

/** Derives the snapshot of the documents; with one fault in any of them there is none. */
export const importDocuments = async (
  { tenant, data }: JobOf<'import'>,
  { blobs }: Workshop,
): Promise<Answer> => {
  const { snapshotId, attempt } = data;
  const documents: FactDocument[] = [];
  for (const { name, kind, digest } of data.documents) {
    documents.push({ name, kind, bytes: await blobs.get({ tenant, digest }) });
  }

  const imported = importSnapshot(documents);
  if (!imported.ok) {
    return {
      type: 'RecordImport',
      data: {
        snapshotId,
        attempt,
        outcome: { ok: false, faults: fitting(imported.faults, FAULTS_KEPT_MAX) },
      },
    };
  }
  for (const { bytes } of imported.shards) await putBytes(blobs, tenant, bytes);
  await putBytes(blobs, tenant, imported.manifestBytes);

  const { received, accepted, duplicate } = imported.counts.total;
  return {
    type: 'RecordImport',
    data: {
      snapshotId,
      attempt,
      outcome: {
        ok: true,
        manifestDigest: sha256Hex(imported.manifestBytes),
        importer: IMPORTER,
        tuples: imported.tuples.length,
        shards: imported.shards.length,
        counts: { received, accepted, rejected: rejectedIn(imported.counts.total), duplicate },
      },
    },
  };
};
