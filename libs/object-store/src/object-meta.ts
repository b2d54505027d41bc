import { CHUNK_BYTES } from './limits.ts';

/** What a bucket says of one object: where its chunks are, how many and how long together. */
export type ObjectMeta = { readonly nuid: string; readonly chunkCount: number; readonly sizeBytes: number };

/** The metadata message of a NATS object store (ADR-20), so that any of its clients can read the object. */
export const metaBytes = (
  bucket: string,
  digest: string,
  { nuid, chunkCount, sizeBytes }: ObjectMeta,
): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({
      name: digest,
      bucket,
      nuid,
      size: sizeBytes,
      chunks: chunkCount,
      mtime: new Date().toISOString(),
      digest: `SHA-256=${paddedBase64Url(Buffer.from(digest, 'hex'))}`,
      deleted: false,
      options: { max_chunk_size: CHUNK_BYTES },
    }),
  );

/** `undefined` when the bytes are no usable metadata: somebody else than this store wrote them. */
export const parseMeta = (bytes: Uint8Array): ObjectMeta | undefined => {
  try {
    const { nuid, chunks, size } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const isNuid = typeof nuid === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(nuid);
    return isNuid && isCount(chunks) && isCount(size)
      ? { nuid, chunkCount: chunks, sizeBytes: size }
      : undefined;
  } catch {
    return undefined;
  }
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const paddedBase64Url = (bytes: Buffer): string => {
  const text = bytes.toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
};
