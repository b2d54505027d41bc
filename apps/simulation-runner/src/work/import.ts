import type { JobOf } from '@policy-registry/domain';
import { importSnapshot, IMPORTER, type FactDocument, type ImportFault } from '@policy-registry/facts';
import { sha256Hex } from '@policy-registry/kernel';

import { putBytes, type Answer, type Workshop } from './workshop.ts';

const FAULTS_KEPT_MAX = 50;

/** Derives the snapshot of the documents; with one fault in any of them there is none. */
export const importDocuments = async ({ tenant, data }: JobOf<'import'>, { blobs }: Workshop): Promise<Answer> => {
  const { snapshotId, attempt } = data;
  const documents: FactDocument[] = [];
  for (const { name, kind, digest } of data.documents) {
    documents.push({ name, kind, bytes: await blobs.get({ tenant, digest }) });
  }

  const imported = importSnapshot(documents);
  if (!imported.ok) {
    const faults = imported.faults.slice(0, FAULTS_KEPT_MAX).map(toStored);
    return { type: 'RecordImport', data: { snapshotId, attempt, outcome: { ok: false, faults } } };
  }
  for (const { bytes } of imported.shards) await putBytes(blobs, tenant, bytes);
  await putBytes(blobs, tenant, imported.manifestBytes);

  const { received, accepted, rejected, duplicate } = imported.counts.total;
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
        counts: { received, accepted, rejected: Object.values(rejected).reduce((sum, count) => sum + count, 0), duplicate },
      },
    },
  };
};

const toStored = ({ document, pointer, code, detail, line, column }: ImportFault) => ({
  document,
  pointer: pointer.slice(0, 300),
  code,
  detail: (line === undefined ? detail : `${detail} (line ${line}, column ${column ?? 1})`).slice(0, 400),
});
