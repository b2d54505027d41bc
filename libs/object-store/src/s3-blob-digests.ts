import { Sha256 } from '@policy-registry/kernel';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { REQUEST_TIMEOUT_MS } from './limits.ts';
import type { S3Access } from './s3-access.ts';
import { openS3Bucket } from './s3-requests.ts';
import { markersAfter, versionsPage } from './s3-versions.ts';

export type ListOptions = {
  /** How many versions are asked for at once, two at least: a service may begin a page with the last one of the page before. */
  readonly pageLengthMax?: number;
  /** For each request. */
  readonly timeoutMs?: number;
};

const PAGE_LENGTH_MAX = 1_000;
const FOLDER_LENGTH = 3;

/**
 * The digests of everything that is stored for a tenant, each once. Versions are looked at, not what is shown: the first version of
 * a blob is there also behind a mark of deletion. Rejects as a blob store does.
 */
export async function* s3BlobDigests(
  access: S3Access,
  tenant: string,
  { pageLengthMax = PAGE_LENGTH_MAX, timeoutMs = REQUEST_TIMEOUT_MS }: ListOptions = {},
): AsyncGenerator<string> {
  const bucket = openS3Bucket(access, tenant, timeoutMs);
  let last = '';
  for (let after: readonly string[] = []; ;) {
    const page = await versionsPage(bucket, [...after, `max-keys=${pageLengthMax}`]);
    for (const { Key: key } of page.Version) {
      if (key !== last && isOfBlob(key)) yield key.slice(FOLDER_LENGTH);
      last = key;
    }
    if (page.IsTruncated === 'false') return;
    const next = markersAfter(page);
    if (next.join() === after.join())
      throw new BlobStoreUnavailable(
        'BLOB_STORE_FAILING',
        `the server of bucket ${bucket.name} lists the same again and again`,
      );
    after = next;
  }
}

/** Others may keep things in a bucket too. */
const isOfBlob = (key: string): boolean => {
  const digest = key.slice(FOLDER_LENGTH);
  return key === `${digest.slice(0, FOLDER_LENGTH - 1)}/${digest}` && Sha256.safeParse(digest).success;
};
