import { writeFile } from 'node:fs/promises';

import { rejectedIn } from '@policy-registry/facts';

import type { Answer } from '../answer.ts';
import { importLocally } from '../local/local-snapshot.ts';
import { fields } from '../table.ts';

/** Derives the snapshot of documents without a registry: its digest is what a registry of this build would say. */
export const importHere = async (
  paths: readonly string[],
  { options, out }: { readonly options?: string; readonly out?: string },
): Promise<Answer> => {
  const { digest, manifest, manifestBytes, tuples, shards, counts, repeated } = await importLocally(
    paths,
    options,
  );
  if (out !== undefined) await writeFile(out, manifestBytes);
  const { received, accepted, duplicate } = counts.total;
  const rejected = rejectedIn(counts.total);
  const text = fields([
    ['manifest', digest],
    ['importer', manifest.importer],
    ['documents', manifest.documents.length],
    ['given twice', repeated.length === 0 ? undefined : repeated.join(', ')],
    ['tuples', tuples.length],
    ['shards', shards.length],
    ['items', `${received} received, ${accepted} accepted, ${rejected} rejected, ${duplicate} duplicate`],
  ]);
  return {
    json: { manifestDigest: digest, tuples: tuples.length, shards: shards.length, counts, manifest },
    text,
  };
};
