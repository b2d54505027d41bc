import type { BlobStore } from '@policy-registry/kernel';
import { z } from 'zod';

import { REQUEST_TIMEOUT_MS } from './limits.ts';
import type { S3Access } from './s3-access.ts';
import { storeOf, type S3BlobStoreOptions } from './s3-blob-store.ts';
import { s3Refused } from './s3-problems.ts';
import { expectStatus, openS3Bucket, type S3Bucket } from './s3-requests.ts';
import { readXml, xmlBody } from './s3-xml.ts';

/** A bucket exists, and is not one in which blobs are safe; the message says what it lacks. */
export class S3BucketMisconfigured extends Error {
  override readonly name = 'S3BucketMisconfigured';

  constructor(bucket: string, lacks: readonly string[]) {
    super(
      `bucket ${bucket} lacks ${lacks.join(' and ')}; Object Lock is chosen when a bucket is made: ` +
        'take another prefix for the buckets, or move what is in this one and make it anew',
    );
  }
}

export type S3BucketSettings = {
  /** Days for which the bucket keeps by itself what is put into it, in compliance mode. */
  readonly retentionDays?: number | undefined;
  readonly requestTimeoutMs?: number;
};

const OK = 200;

/**
 * Makes the buckets that do not exist yet, with versions and Object Lock, and checks those that do: an administrator's
 * act. Retention may become longer. Rejects with {@link S3BucketMisconfigured}, and as a blob store does.
 */
export const ensureS3Buckets = async (
  access: S3Access,
  tenants: readonly string[],
  { retentionDays, requestTimeoutMs = REQUEST_TIMEOUT_MS }: S3BucketSettings = {},
): Promise<void> => {
  for (const tenant of tenants) {
    const bucket = openS3Bucket(access, tenant, requestTimeoutMs);
    await make(bucket, access.region);
    const before = await lockOf(bucket);
    if (retentionDays !== undefined && before.isLocking && before.retentionDays < retentionDays) {
      await setRetention(bucket, retentionDays);
    }
    verify(bucket.name, await lockOf(bucket), retentionDays ?? 0);
  }
};

/**
 * The blob store of these tenants, which says that it is WORM when there is retention and every bucket locks: asked of
 * the server, not taken from a setting. Rejects with {@link S3BucketMisconfigured} when there should be retention and a
 * bucket cannot give it, and as a blob store does.
 */
export const openS3BlobStore = async ({
  tenants,
  ...options
}: S3BlobStoreOptions & { readonly tenants: readonly string[] }): Promise<BlobStore> => {
  const { access, retentionDays, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  if (retentionDays === undefined) return storeOf(options, false);
  for (const tenant of tenants) {
    const bucket = openS3Bucket(access, tenant, requestTimeoutMs);
    verify(bucket.name, await lockOf(bucket), 0);
  }
  return storeOf(options, true);
};

/** Whether the bucket of a tenant answers to the tenant's credentials; rejects as a blob store does when not. */
export const s3Health = async (
  access: S3Access,
  tenant: string,
  { requestTimeoutMs = REQUEST_TIMEOUT_MS }: { readonly requestTimeoutMs?: number } = {},
): Promise<void> => {
  const bucket = openS3Bucket(access, tenant, requestTimeoutMs);
  const query = 'max-keys=1&versions=';
  expectStatus(bucket.name, await bucket.ask({ method: 'GET', query }), OK);
};

const CREATED = [200, 204];
const THERE_ALREADY = ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'];
// The region whose name no request to make a bucket holds.
const FIRST_REGION = 'us-east-1';

const make = async (bucket: S3Bucket, region: string): Promise<void> => {
  const where = `<LocationConstraint>${region}</LocationConstraint>`;
  const { headers, ...body } = region === FIRST_REGION ? {} : xmlBody('CreateBucketConfiguration', where);
  const locking = { ...headers, 'x-amz-bucket-object-lock-enabled': 'true' };
  const answer = await bucket.ask({ method: 'PUT', headers: locking, ...body });
  if (answer.code !== undefined && THERE_ALREADY.includes(answer.code)) return;
  expectStatus(bucket.name, answer, ...CREATED);
};

const setRetention = async (bucket: S3Bucket, days: number): Promise<void> => {
  const retention = `<DefaultRetention><Mode>COMPLIANCE</Mode><Days>${days}</Days></DefaultRetention>`;
  const document = `<ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>${retention}</Rule>`;
  const body = xmlBody('ObjectLockConfiguration', document);
  expectStatus(bucket.name, await bucket.ask({ method: 'PUT', query: 'object-lock=', ...body }), OK);
};

/** What a bucket does by itself. */
type Lock = { readonly hasVersions: boolean; readonly isLocking: boolean; readonly retentionDays: number };

const DAYS_OF_YEAR = 365;
const Count = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);
const Versioning = z.object({ VersioningConfiguration: z.object({ Status: z.literal('Enabled') }) });
const ObjectLock = z.object({
  ObjectLockConfiguration: z.object({
    ObjectLockEnabled: z.literal('Enabled'),
    Rule: z
      .object({
        DefaultRetention: z.object({
          Mode: z.enum(['COMPLIANCE', 'GOVERNANCE']),
          Days: Count.optional(),
          Years: Count.optional(),
        }),
      })
      .optional()
      // A rule that is not understood keeps nothing.
      .catch(undefined),
  }),
});

const lockOf = async (bucket: S3Bucket): Promise<Lock> => {
  const versioning = expectStatus(bucket.name, await bucket.ask({ method: 'GET', query: 'versioning=' }), OK);
  const hasVersions = Versioning.safeParse(readXml(versioning.text)).success;
  const answer = await bucket.ask({ method: 'GET', query: 'object-lock=' });
  if (answer.code === 'ObjectLockConfigurationNotFoundError') {
    return { hasVersions, isLocking: false, retentionDays: 0 };
  }
  if (answer.status !== OK) throw s3Refused(bucket.name, answer);
  const lock = ObjectLock.safeParse(readXml(answer.text));
  const retention = lock.data?.ObjectLockConfiguration.Rule?.DefaultRetention;
  const days = (retention?.Days ?? 0) + (retention?.Years ?? 0) * DAYS_OF_YEAR;
  return { hasVersions, isLocking: lock.success, retentionDays: retention?.Mode === 'COMPLIANCE' ? days : 0 };
};

const verify = (bucket: string, lock: Lock, retentionDays: number): void => {
  const lacks = [
    ...(lock.hasVersions ? [] : ['versions']),
    ...(lock.isLocking ? [] : ['Object Lock']),
    ...(lock.retentionDays >= retentionDays
      ? []
      : [`a retention of ${retentionDays} days in compliance mode`]),
  ];
  if (lacks.length > 0) throw new S3BucketMisconfigured(bucket, lacks);
};
