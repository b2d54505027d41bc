import type { BlobStore } from '@policy-registry/kernel';
import type { NatsConnection } from '@nats-io/nats-core';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { jetStreamBlobStore } from './jetstream-blob-store.ts';
import type { ObjectStoreSettings } from './object-store-keys.ts';
import type { S3Access } from './s3-access.ts';
import { openS3BlobStore, s3Health } from './s3-buckets.ts';
import { readS3Credentials, type KeysOfTenants } from './s3-credentials.ts';

/** Below the time in which readiness is told. */
const HEALTH_MS_MAX = 1_500;
const SERVER_ERROR = 500;
const REGION = 'us-east-1';
const BUCKET_PREFIX = 'policy-registry';

export type StoreHealth = { readonly ok: boolean; readonly detail: string };

export type OpenedBlobStore = {
  readonly blobs: BlobStore;
  /** Whether a service of its own answers. Without one the store is as well as the broker is. */
  readonly health?: () => Promise<StoreHealth>;
};

/**
 * The blob store that settings name: the broker behind `connection`, or an S3 service. Rejects where a bucket is to lock and does
 * not, or does not say so.
 */
export const openBlobStore = async (
  settings: ObjectStoreSettings,
  connection: NatsConnection,
): Promise<OpenedBlobStore> => {
  const s3 = await s3AccessOf(settings);
  if (s3 === undefined) return { blobs: jetStreamBlobStore({ connection }) };
  const { tenants, ...access } = s3;
  const { S3_RETENTION_DAYS: retentionDays } = settings;
  const blobs = await openS3BlobStore({
    ...{ access, tenants },
    ...(retentionDays !== undefined && { retentionDays }),
  });
  return { blobs, health: () => healthOf(s3) };
};

/** The S3 service that settings name, with the access keys of the file; `undefined` where blobs are in the broker. */
export const s3AccessOf = async (
  settings: ObjectStoreSettings,
): Promise<(S3Access & KeysOfTenants) | undefined> => {
  const { OBJECT_STORE, S3_ENDPOINT, S3_CREDENTIALS_FILE } = settings;
  if (OBJECT_STORE !== 's3' || S3_ENDPOINT === undefined || S3_CREDENTIALS_FILE === undefined)
    return undefined;
  return {
    endpoint: new URL(S3_ENDPOINT),
    region: settings.S3_REGION ?? REGION,
    bucketPrefix: settings.S3_BUCKET_PREFIX ?? BUCKET_PREFIX,
    ...(await readS3Credentials(S3_CREDENTIALS_FILE)),
  };
};

/** The service answers, and takes the keys of a tenant that is known here. */
const healthOf = async (s3: S3Access & KeysOfTenants): Promise<StoreHealth> => {
  const { endpoint, tenants } = s3;
  try {
    const [first] = tenants;
    if (first !== undefined) await s3Health(s3, first, { requestTimeoutMs: HEALTH_MS_MAX });
    else await reach(endpoint);
    return { ok: true, detail: `${endpoint.host} answers` };
  } catch (error) {
    const isOurs = error instanceof BlobStoreUnavailable;
    return { ok: false, detail: isOurs ? error.message : `${endpoint.host} does not answer` };
  }
};

// A key for all of them says nothing of whose buckets there are: an answer of whatever kind is one.
const reach = async (endpoint: URL): Promise<void> => {
  const signal = AbortSignal.timeout(HEALTH_MS_MAX);
  const { status } = await fetch(endpoint, { method: 'HEAD', redirect: 'manual', signal });
  if (status >= SERVER_ERROR)
    throw new BlobStoreUnavailable('BLOB_STORE_FAILING', `${endpoint.host} answers ${status}`);
};
