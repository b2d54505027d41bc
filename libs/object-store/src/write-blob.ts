import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { chunkSubject, metaSubject } from './bucket-names.ts';
import type { Bucket } from './bucket.ts';
import { chunkBytesOf, encodeChunk, encodingFor } from './chunk-encoding.ts';
import { inChunks } from './chunks.ts';
import { APPEND_ATTEMPTS_MAX } from './limits.ts';
import { metaBytes } from './object-meta.ts';
import type { Spooled } from './spool.ts';

const CHUNK_INDEX = 'Registry-Chunk';
const CHUNK_INDEX_LINE = /^Registry-Chunk: (\d{1,9})\r?$/m;

/** How far the chunks of one blob are written: by whomever, they all have the same bytes. */
type Progress = { readonly written: number; readonly lastSeq: number };

/**
 * Writes the chunks, then the name, and answers whether this writer wrote the name: what is half done is not visible. The chunks of equal content share one
 * subject and carry their index, so a writer continues where a crashed one ended, two writers at once do not
 * double anything, and no orphan remains once one of them succeeds.
 */
export const writeBlob = async (bucketName: string, bucket: Bucket, content: Spooled): Promise<boolean> => {
  const { digest, sizeBytes } = content;
  const encoding = await encodingFor(content.read());
  // Writers of both kinds do not get in each other's way.
  const nuid = encoding === 'none' ? digest : `${digest}-${encoding}`;
  const subject = chunkSubject(bucketName, nuid);
  let progress: Progress = { written: 0, lastSeq: 0 };
  let index = 0;
  for await (const piece of inChunks(content.read(), chunkBytesOf(encoding))) {
    if (index >= progress.written) {
      const bytes = encodeChunk(encoding, piece);
      progress = await writeChunk(bucket, { subject, bytes, index }, progress);
    }
    index += 1;
  }

  const bytes = metaBytes(bucketName, digest, { nuid, chunkCount: index, sizeBytes, encoding });
  return (
    (await bucket.append({ subject: metaSubject(bucketName, digest), bytes, expectedSeq: 0 })) !== undefined
  );
};

type Chunk = { readonly subject: string; readonly bytes: Uint8Array; readonly index: number };

const writeChunk = async (bucket: Bucket, chunk: Chunk, from: Progress): Promise<Progress> => {
  const { subject, bytes, index } = chunk;
  let progress = from;
  for (let attempt = 1; attempt <= APPEND_ATTEMPTS_MAX; attempt += 1) {
    if (progress.written > index) return progress;
    const header = [CHUNK_INDEX, String(index)] as const;
    const seq = await bucket.append({ subject, bytes, expectedSeq: progress.lastSeq, header });
    if (seq !== undefined) return { written: index + 1, lastSeq: seq };
    progress = await progressOf(bucket, subject);
  }
  throw new BlobStoreUnavailable('BLOB_WRITE_CONTENDED', `chunk ${index} on ${subject} finds no place`);
};

const progressOf = async (bucket: Bucket, subject: string): Promise<Progress> => {
  const last = await bucket.last(subject);
  if (last === undefined) return { written: 0, lastSeq: 0 };
  const index = CHUNK_INDEX_LINE.exec(last.headerText)?.[1];
  if (index === undefined) {
    throw new BlobStoreUnavailable(
      'BLOB_STORE_REFUSED',
      `${subject} holds a message that is no chunk of this store`,
    );
  }
  return { written: Number(index) + 1, lastSeq: last.seq };
};
