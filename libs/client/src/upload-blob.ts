import { answered } from './problem.ts';
import type { RegistryClient, Schemas } from './registry-client.ts';

/** Stores content that is in memory, as a file of a policy (at most 4 MiB) or as a document to import (2 GiB). */
export const uploadBlob = (
  client: RegistryClient,
  content: Blob | Uint8Array<ArrayBuffer>,
  kind: 'file' | 'document' = 'file',
): Promise<Schemas['Blob']> =>
  answered(
    client.POST('/api/v1/blobs', {
      params: { query: { kind } },
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
      bodySerializer: (body) => body,
    }),
  );
