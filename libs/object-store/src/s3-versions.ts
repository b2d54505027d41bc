import { z } from 'zod';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { S3_VERSION_PAGES_MAX } from './limits.ts';
import { expectStatus, type S3Bucket } from './s3-requests.ts';
import { readXml } from './s3-xml.ts';

/** One version of an object. */
export type S3Version = { readonly versionId: string; readonly sizeBytes: number };

const OK = 200;
const VERSION_ID = z.string().min(1).max(1024);

const Page = z.object({
  ListVersionsResult: z.object({
    IsTruncated: z.enum(['true', 'false']),
    NextKeyMarker: z.string().optional(),
    NextVersionIdMarker: z.string().optional(),
    Version: z
      .array(
        z.object({
          Key: z.string(),
          VersionId: VERSION_ID,
          Size: z
            .string()
            .regex(/^\d{1,15}$/)
            .transform(Number),
        }),
      )
      .default([]),
  }),
});
type Page = z.infer<typeof Page>['ListVersionsResult'];

/**
 * The version of `key` that was written first, which is the one that counts: a later one by a writer who ignores the
 * rules replaces nothing, and a delete marker, which is no version, hides nothing. Servers list the latest first.
 */
export const firstVersionOf = async (bucket: S3Bucket, key: string): Promise<S3Version | undefined> => {
  let first: S3Version | undefined;
  let after: readonly string[] = [];
  for (let pages = 1; pages <= S3_VERSION_PAGES_MAX; pages += 1) {
    const page = await versionsPage(bucket, [...after, `prefix=${encodeURIComponent(key)}`]);
    const last = page.Version.findLast(({ Key }) => Key === key);
    if (last !== undefined) first = { versionId: last.VersionId, sizeBytes: last.Size };
    if (page.IsTruncated === 'false' || page.NextKeyMarker !== key) return first;
    after = markersAfter(page);
  }
  throw new BlobStoreUnavailable(
    'BLOB_STORE_REFUSED',
    `${key} in bucket ${bucket.name} has more versions than ${S3_VERSION_PAGES_MAX} pages hold`,
  );
};

/** What is added to a request for the page behind this one. */
export const markersAfter = ({ NextKeyMarker = '', NextVersionIdMarker = '' }: Page): readonly string[] => [
  `key-marker=${encodeURIComponent(NextKeyMarker)}`,
  `version-id-marker=${encodeURIComponent(NextVersionIdMarker)}`,
];

/** One page of the versions of a bucket, in the order of their keys. */
export const versionsPage = async (bucket: S3Bucket, parameters: readonly string[]): Promise<Page> => {
  const query = [...parameters, 'versions='].join('&');
  const { text } = expectStatus(bucket.name, await bucket.ask({ method: 'GET', query }), OK);
  const page = Page.safeParse(readXml(text));
  if (page.success) return page.data.ListVersionsResult;
  throw new BlobStoreUnavailable(
    'BLOB_STORE_FAILING',
    `the server of bucket ${bucket.name} answers with something that is no list of versions`,
  );
};
