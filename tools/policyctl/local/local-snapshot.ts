import { RequestRefused } from '@policy-registry/client';
import { importSnapshot, type FactDocument, type SnapshotImport } from '@policy-registry/facts';

import { bytesOf } from '../content.ts';
import { documentsAt } from '../documents-at.ts';

export type LocalSnapshot = Extract<SnapshotImport, { ok: true }>;

/**
 * Derives a snapshot on this machine, in memory: the same documents give the same manifest digest as in a registry of
 * this build. Refuses what a registry refuses, in the same words.
 */
export const importLocally = async (paths: readonly string[], options?: string): Promise<LocalSnapshot> => {
  const documents: FactDocument[] = [];
  for (const { name, kind, content } of await documentsAt(paths, options))
    documents.push({ name, kind, bytes: await bytesOf(content) });
  const imported = importSnapshot(documents);
  if (imported.ok) return imported;
  const detail = 'a document cannot be imported';
  throw new RequestRefused({ code: 'SNAPSHOT_REFUSED', detail, errors: [...imported.faults] });
};
