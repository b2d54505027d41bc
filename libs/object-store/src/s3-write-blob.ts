import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { S3_WRITE_ATTEMPTS_MAX } from './limits.ts';
import { s3Refused } from './s3-problems.ts';
import type { S3Answer, S3Bucket } from './s3-requests.ts';
import { extendRetention, retainUntil, retentionHeaders } from './s3-retention.ts';
import { firstVersionOf } from './s3-versions.ts';
import type { Spooled } from './spool.ts';

const OK = 200;
// Somebody else has written the name (RFC 9110 §13.1.2), or is writing it at this time.
const WRITTEN = 412;
const BEING_WRITTEN = 409;
const NOT_IMPLEMENTED = 501;
const ONCE = { 'if-none-match': '*' };

/**
 * Stores content under `key` unless something is stored there, and answers with the length of what is then. In one
 * request, which S3 takes or leaves as a whole: what breaks off leaves no part behind.
 */
export const writeS3Blob = async (
  bucket: S3Bucket,
  key: string,
  content: Spooled,
  retentionDays: number | undefined,
): Promise<number> => {
  const until = retentionDays === undefined ? undefined : retainUntil(Date.now(), retentionDays);
  let broken: BlobStoreUnavailable | undefined;
  for (let attempt = 1; attempt <= S3_WRITE_ATTEMPTS_MAX; attempt += 1) {
    const existing = await firstVersionOf(bucket, key);
    if (existing !== undefined) {
      const { versionId, sizeBytes } = existing;
      if (until !== undefined) await extendRetention(bucket, { key, versionId }, until);
      return sizeBytes;
    }
    if (broken !== undefined) throw broken;
    const answer = await write(bucket, key, { content, until }).catch(ifBroken);
    // A server that sees by the headers that it wants no content may cut the line while it is being sent.
    if (answer instanceof BlobStoreUnavailable) broken = answer;
    else if (answer.status === OK) return content.sizeBytes;
  }
  throw new BlobStoreUnavailable(
    'BLOB_WRITE_CONTENDED',
    `the server of bucket ${bucket.name} says that ${key} is there, and does not list it`,
  );
};

type NewObject = { readonly content: Spooled; readonly until: Date | undefined };

const write = async (bucket: S3Bucket, key: string, { content, until }: NewObject): Promise<S3Answer> => {
  const headers = {
    'content-type': 'application/octet-stream',
    'x-amz-checksum-sha256': Buffer.from(content.digest, 'hex').toString('base64'),
    ...retentionHeaders(until),
  };
  const request = { method: 'PUT', key, body: content } as const;
  const once = await bucket.ask({ ...request, headers: { ...headers, ...ONCE } });
  // A server without conditions: a second version is as good, as it has the same bytes.
  const answer = once.status === NOT_IMPLEMENTED ? await bucket.ask({ ...request, headers }) : once;
  if (answer.status === OK || answer.status === WRITTEN || isBeingWritten(answer)) return answer;
  throw s3Refused(bucket.name, answer);
};

const ifBroken = (error: unknown): BlobStoreUnavailable => {
  if (error instanceof BlobStoreUnavailable && error.code === 'BLOB_STORE_UNREACHABLE') return error;
  throw error;
};

const isBeingWritten = ({ status, code }: S3Answer): boolean =>
  status === BEING_WRITTEN && code === 'ConditionalRequestConflict';
