import { chunkBytesOf, type ChunkEncoding } from './chunk-encoding.ts';

/** What a bucket says of one object: where its chunks are, how many and how long together. */
export type ObjectMeta = {
  readonly nuid: string;
  readonly chunkCount: number;
  /** Of the content, however its chunks are stored. */
  readonly sizeBytes: number;
  readonly encoding: ChunkEncoding;
};

const ENCODING = 'registry-chunk-encoding';

/**
 * The metadata message of a NATS object store (ADR-20). Any of its clients can read the object, unless its chunks are
 * deflated, which the metadata says.
 */
export const metaBytes = (
  bucket: string,
  digest: string,
  { nuid, chunkCount, sizeBytes, encoding }: ObjectMeta,
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
      options: { max_chunk_size: chunkBytesOf(encoding) },
      ...(encoding === 'deflate' && { metadata: { [ENCODING]: encoding } }),
    }),
  );

/** `undefined` when the bytes are no usable metadata: somebody else than this store wrote them. */
export const parseMeta = (bytes: Uint8Array): ObjectMeta | undefined => {
  try {
    const { nuid, chunks, size, metadata } = JSON.parse(new TextDecoder().decode(bytes)) as Record<
      string,
      unknown
    >;
    const isNuid = typeof nuid === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(nuid);
    const encoding = encodingIn(metadata);
    return isNuid && isCount(chunks) && isCount(size) && encoding !== undefined
      ? { nuid, chunkCount: chunks, sizeBytes: size, encoding }
      : undefined;
  } catch {
    return undefined;
  }
};

const encodingIn = (metadata: unknown): ChunkEncoding | undefined => {
  const named: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, ENCODING) : undefined;
  if (named === undefined) return 'none';
  return named === 'deflate' ? named : undefined;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const paddedBase64Url = (bytes: Buffer): string => {
  const text = bytes.toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
};
