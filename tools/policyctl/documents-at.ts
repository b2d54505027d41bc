import { basename } from 'node:path';

import { UsageFault } from './answer.ts';
import { contentOf, type Content } from './content.ts';
import { kindOf, type DocumentKind } from './document-kind.ts';
import { pathsAt, type NamedPath } from './files.ts';

/** A document to import, as it lies on this machine: it may be larger than memory. */
export type LocalDocument = {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly content: Content;
};

/** The JSON documents at the paths, files or folders, each with what it is; `options` are import options. */
export const documentsAt = async (
  paths: readonly string[],
  options?: string,
): Promise<readonly LocalDocument[]> => {
  const named: NamedPath[] = [];
  for (const path of paths) named.push(...(await pathsAt(path)));
  const documents: LocalDocument[] = [];
  for (const { path, from } of named.filter(({ path: name }) => name.toLowerCase().endsWith('.json'))) {
    const content = await contentOf(from);
    documents.push({ name: basename(path), kind: await kindOf(path, content), content });
  }
  if (options !== undefined) {
    documents.push({ name: basename(options), kind: 'options', content: await contentOf(options) });
  }
  if (documents.length === 0) throw new UsageFault('there is no JSON document to import');
  return documents;
};
