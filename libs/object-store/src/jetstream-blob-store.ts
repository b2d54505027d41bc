import { BlobCorrupt, BlobNotFound, BlobTooLarge } from '@policy-registry/kernel';
import type { BlobRef, BlobStore } from '@policy-registry/kernel';
import type { NatsConnection } from '@nats-io/nats-core';

import { bucketOf, chunkSubject, metaSubject } from './bucket-names.ts';
import { checkedPieces, joined } from './checked-pieces.ts';
import { decodeChunk } from './chunk-encoding.ts';
import { openBucket, type Bucket, type BucketMessage } from './bucket.ts';
import { GET_BYTES_MAX, REQUEST_TIMEOUT_MS, SPOOL_MEMORY_BYTES_MAX } from './limits.ts';
import { parseMeta, type ObjectMeta } from './object-meta.ts';
import { spool, type Spooled } from './spool.ts';
import { writeBlob } from './write-blob.ts';

export type JetStreamBlobStoreOptions = {
  readonly connection: NatsConnection;
  /** For each request to the broker; a put of a large content makes many. */
  readonly requestTimeoutMs?: number;
  /** `get` refuses longer content with BlobTooLarge. */
  readonly getBytesMax?: number;
  readonly spoolMemoryBytesMax?: number;
};

/**
 * Blobs in JetStream object store buckets, one per tenant (see {@link ensureBlobBuckets}), in the layout of
 * NATS object stores. Create-only by the buckets' settings, but not against the broker's administrator.
 */
export const jetStreamBlobStore = (options: JetStreamBlobStoreOptions): BlobStore => {
  const memoryBytesMax = options.spoolMemoryBytesMax ?? SPOOL_MEMORY_BYTES_MAX;
  const getBytesMax = options.getBytesMax ?? GET_BYTES_MAX;
  const bucketFor = (tenant: string): Bucket =>
    openBucket(options.connection, bucketOf(tenant), options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS);

  return {
    worm: false,

    put: async (tenant, content, bytesMax) => {
      const bucket = bucketFor(tenant);
      const spooled = await spool(content, { bytesMax, memoryBytesMax });
      try {
        await store(bucket, tenant, spooled);
        return { digest: spooled.digest, sizeBytes: spooled.sizeBytes };
      } finally {
        await spooled.dispose();
      }
    },

    get: async (blob) => {
      const bucket = bucketFor(blob.tenant);
      const meta = await metaOf(bucket, blob);
      if (meta === undefined) throw new BlobNotFound(blob);
      if (meta.sizeBytes > getBytesMax) throw new BlobTooLarge(getBytesMax);
      const pieces: Uint8Array[] = [];
      for await (const piece of checkedPieces(piecesOf(bucket, blob, meta), blob, meta.sizeBytes))
        pieces.push(piece);
      return joined(pieces, meta.sizeBytes);
    },

    stream: async function* (blob) {
      const bucket = bucketFor(blob.tenant);
      const meta = await metaOf(bucket, blob);
      if (meta === undefined) throw new BlobNotFound(blob);
      yield* checkedPieces(piecesOf(bucket, blob, meta), blob, meta.sizeBytes);
    },

    find: async (blob) => {
      const meta = await metaOf(bucketFor(blob.tenant), blob);
      return meta && { digest: blob.digest, sizeBytes: meta.sizeBytes };
    },
  };
};

const store = async (bucket: Bucket, tenant: string, content: Spooled): Promise<void> => {
  const blob = { tenant, digest: content.digest };
  const existing = await metaOf(bucket, blob);
  if (existing === undefined && (await writeBlob(bucketOf(tenant), bucket, content))) return;

  // Somebody else wrote the name, before or meanwhile: look whether it is this content that it names.
  const stored = existing ?? (await metaOf(bucket, blob));
  if (stored?.sizeBytes !== content.sizeBytes) throw new BlobCorrupt(blob);
};

// The first message of a name counts: a later one by a writer who ignores the rules replaces nothing.
const metaOf = async (bucket: Bucket, blob: BlobRef): Promise<ObjectMeta | undefined> => {
  const message = await bucket.next(metaSubject(bucketOf(blob.tenant), blob.digest), 0);
  if (message === undefined) return undefined;
  const meta = parseMeta(message.bytes);
  if (meta === undefined) throw new BlobCorrupt(blob);
  return meta;
};

// The next chunk is under way while this one is worked on: where it is, this one tells.
async function* piecesOf(bucket: Bucket, blob: BlobRef, meta: ObjectMeta): AsyncGenerator<Uint8Array> {
  const subject = chunkSubject(bucketOf(blob.tenant), meta.nuid);
  let pending: Promise<BucketMessage | undefined> | undefined;
  try {
    if (meta.chunkCount > 0) pending = bucket.next(subject, 0);
    for (let left = meta.chunkCount; left > 0; left -= 1) {
      const chunk = await pending;
      if (chunk === undefined) throw new BlobCorrupt(blob);
      pending = left > 1 ? bucket.next(subject, chunk.seq) : undefined;
      const piece = decodeChunk(meta.encoding, chunk.bytes);
      if (piece === undefined) throw new BlobCorrupt(blob);
      yield piece;
    }
  } finally {
    // Nobody waits for it any more, also when it fails.
    pending?.catch(() => undefined);
  }
}
