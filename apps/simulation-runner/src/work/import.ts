import type { JobOf } from '@policy-registry/domain';
import {
  importDocuments,
  rejectedIn,
  type DocumentSource,
  type Imported,
  type ImportFault,
  type Shard,
} from '@policy-registry/facts';

import { fileSpill } from './file-spill.ts';
import { fitting } from './fitting.ts';
import { CHARS_MAX, storable } from './storable.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

const FAULTS_KEPT_MAX = 50;

/** Derives the snapshot of the documents; with one fault in any of them there is none. */
export const importSnapshot = async (
  { tenant, data }: JobOf<'import'>,
  { blobs }: Pick<Workshop, 'blobs'>,
): Promise<Answer> => {
  const { snapshotId, attempt } = data;
  const documents = data.documents.map(({ name, kind, digest }): DocumentSource => ({
    name,
    kind,
    digest,
    open: () => blobs.stream({ tenant, digest }),
  }));
  const keep = async ({ bytes }: Shard): Promise<void> => {
    await putBytes(blobs, tenant, bytes);
  };
  const spill = await fileSpill();
  try {
    const imported = await importDocuments(documents, { spill, keep });
    if (!imported.ok) {
      const outcome = { ok: false, faults: fitting(imported.faults.map(toStored), FAULTS_KEPT_MAX) };
      return { type: 'RecordImport', data: { snapshotId, attempt, outcome } };
    }
    await putBytes(blobs, tenant, imported.manifestBytes);
    return { type: 'RecordImport', data: { snapshotId, attempt, outcome: frozen(imported) } };
  } finally {
    await spill.dispose();
  }
};

const toStored = ({ document, pointer, code, detail }: ImportFault) => ({
  document,
  pointer: storable(pointer, CHARS_MAX.pointer),
  code,
  detail: storable(detail, CHARS_MAX.detail),
});

const frozen = ({ digest, manifest, counts }: Imported) => ({
  ok: true,
  manifestDigest: digest,
  importer: manifest.importer,
  tuples: manifest.tuples,
  shards: manifest.shards.length,
  counts: {
    received: counts.total.received,
    accepted: counts.total.accepted,
    rejected: rejectedIn(counts.total),
    duplicate: counts.total.duplicate,
  },
});
