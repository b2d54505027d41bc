import type { IncomingMessage } from 'node:http';

import { BlobCorrupt, BlobNotFound, BlobTooLarge, Sha256 } from '@policy-registry/kernel';
import type { BlobRef, BlobStore } from '@policy-registry/kernel';

import { checkedPieces, joined } from './checked-pieces.ts';
import { GET_BYTES_MAX, REQUEST_TIMEOUT_MS, SPOOL_MEMORY_BYTES_MAX } from './limits.ts';
import type { S3Access } from './s3-access.ts';
import { inTime } from './s3-in-time.ts';
import { s3Refused } from './s3-problems.ts';
import { openS3Bucket, type S3Bucket } from './s3-requests.ts';
import { firstVersionOf, type S3Version } from './s3-versions.ts';
import { writeS3Blob } from './s3-write-blob.ts';
import { spool } from './spool.ts';

export type S3BlobStoreOptions = {
  readonly access: S3Access;
  /** For each request, and for each time that the next bytes of a blob are waited for. */
  readonly requestTimeoutMs?: number;
  /** `get` refuses longer content with BlobTooLarge. */
  readonly getBytesMax?: number;
  readonly spoolMemoryBytesMax?: number;
  /** Days for which nobody can remove what is put, by Object Lock in compliance mode; without it nothing is locked. */
  readonly retentionDays?: number;
};

/**
 * Blobs in an S3 server, one bucket for each tenant (see {@link ensureS3Buckets}). The name of an object is the digest
 * of its content; it is written in one request and create-once, and its first version is the one that is read.
 */
export const s3BlobStore = (options: S3BlobStoreOptions): BlobStore => storeOf(options, false);

/** The same, by somebody who knows whether the buckets lock. */
export const storeOf = (options: S3BlobStoreOptions, worm: boolean): BlobStore => {
  const { access, retentionDays, requestTimeoutMs: timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const memoryBytesMax = options.spoolMemoryBytesMax ?? SPOOL_MEMORY_BYTES_MAX;
  const getBytesMax = options.getBytesMax ?? GET_BYTES_MAX;
  const bucketFor = (tenant: string): S3Bucket => openS3Bucket(access, tenant, timeoutMs);

  const found = async (bucket: S3Bucket, blob: BlobRef): Promise<S3Version> => {
    const version = await firstVersionOf(bucket, s3KeyOf(blob));
    if (version === undefined) throw new BlobNotFound(blob);
    return version;
  };
  const piecesOf = async function* (bucket: S3Bucket, blob: BlobRef, version: S3Version) {
    const body = await bodyOf(bucket, blob, version);
    yield* checkedPieces(inTime(bucket.name, body, timeoutMs), blob, version.sizeBytes);
  };

  return {
    worm,

    put: async (tenant, content, bytesMax) => {
      const bucket = bucketFor(tenant);
      const spooled = await spool(content, { bytesMax, memoryBytesMax });
      try {
        const { digest, sizeBytes } = spooled;
        const blob = { tenant, digest };
        const stored = await writeS3Blob(bucket, s3KeyOf(blob), spooled, retentionDays);
        if (stored !== sizeBytes) throw new BlobCorrupt(blob);
        return { digest, sizeBytes };
      } finally {
        await spooled.dispose();
      }
    },

    get: async (blob) => {
      const bucket = bucketFor(blob.tenant);
      const version = await found(bucket, blob);
      if (version.sizeBytes > getBytesMax) throw new BlobTooLarge(getBytesMax);
      const pieces: Uint8Array[] = [];
      for await (const piece of piecesOf(bucket, blob, version)) pieces.push(piece);
      return joined(pieces, version.sizeBytes);
    },

    stream: async function* (blob) {
      const bucket = bucketFor(blob.tenant);
      yield* piecesOf(bucket, blob, await found(bucket, blob));
    },

    find: async (blob) => {
      const version = await firstVersionOf(bucketFor(blob.tenant), s3KeyOf(blob));
      return version && { digest: blob.digest, sizeBytes: version.sizeBytes };
    },
  };
};

// The first two digits make folders of a server that keeps objects as files.
const s3KeyOf = ({ digest }: BlobRef): string => `${Sha256.parse(digest).slice(0, 2)}/${digest}`;

const bodyOf = async (
  bucket: S3Bucket,
  blob: BlobRef,
  { versionId }: S3Version,
): Promise<IncomingMessage> => {
  const query = `versionId=${encodeURIComponent(versionId)}`;
  const answer = await bucket.open({ method: 'GET', key: s3KeyOf(blob), query });
  if (!('text' in answer)) return answer;
  if (answer.code === 'NoSuchKey' || answer.code === 'NoSuchVersion') throw new BlobNotFound(blob);
  throw s3Refused(bucket.name, answer);
};
