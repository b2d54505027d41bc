import { basename } from 'node:path';

import { UsageFault } from './answer.ts';
import { kindOf, type DocumentKind } from './document-kind.ts';
import { filesAt, readBytes, type NamedFile } from './files.ts';

/** A document to import, as it lies on this machine. */
export type LocalDocument = {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
};

/** The JSON documents at the paths, files or folders, each with what it is; `options` are import options. */
export const documentsAt = async (
  paths: readonly string[],
  options?: string,
): Promise<readonly LocalDocument[]> => {
  const named: NamedFile[] = [];
  for (const path of paths) named.push(...(await filesAt(path)));
  const documents = named
    .filter(({ path }) => path.toLowerCase().endsWith('.json'))
    .map(({ path, bytes }) => ({ name: basename(path), kind: kindOf(path, bytes), bytes }));
  if (options !== undefined) {
    documents.push({ name: basename(options), kind: 'options', bytes: await readBytes(options) });
  }
  if (documents.length === 0) throw new UsageFault('there is no JSON document to import');
  return documents;
};
