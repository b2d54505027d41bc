import { readFile } from 'node:fs/promises';

import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { BROKER_ANSWER_MS_MAX } from '@policy-registry/event-store';
import {
  blobStreamOf,
  ensureBlobBuckets,
  ensureS3Buckets,
  s3AccessOf,
  setS3BucketPolicies,
} from '@policy-registry/object-store';

import { codeOf } from '../servers/error-code.ts';
import { Unavailable } from '../servers/unavailable.ts';
import type { MigrateConfig } from './config.ts';
import { isMissing } from './restoring.ts';

/**
 * Makes the buckets of the tenants where the settings say that blobs are. Throws Unavailable for a tenant that has blobs in the
 * broker and is to have them in S3: nobody would find them there.
 */
export const ensureBuckets = async (
  connection: NatsConnection,
  config: Readonly<MigrateConfig>,
): Promise<void> => {
  const { TENANTS: tenants, NATS_REPLICAS: replicas } = config;
  const s3 = await s3AccessOf(config);
  if (s3 === undefined)
    return ensureBlobBuckets(connection, tenants, { replicas, bytesMax: config.TENANT_BLOB_BYTES_MAX });

  const policy = await policyIn(config.S3_BUCKET_POLICY_FILE);
  const jsm = await jetstreamManager(connection, { timeout: BROKER_ANSWER_MS_MAX });
  for (const tenant of tenants)
    if (await hasBlobs(jsm, tenant))
      throw new Unavailable(
        `tenant ${tenant} has blobs in the broker, and nothing moves them to S3: leave OBJECT_STORE=s3 out (docs/operations.md, Blobs in S3)`,
      );
  await ensureS3Buckets(s3, tenants, { retentionDays: config.S3_RETENTION_DAYS });
  if (policy !== undefined) await setS3BucketPolicies(s3, tenants, policy);
};

const hasBlobs = async ({ streams }: JetStreamManager, tenant: string): Promise<boolean> => {
  try {
    return (await streams.info(blobStreamOf(tenant))).state.messages > 0;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

const policyIn = async (file: string | undefined): Promise<string | undefined> => {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new Unavailable(
      `S3_BUCKET_POLICY_FILE names ${file}, which cannot be read (${String(codeOf(cause))})`,
      {
        cause,
      },
    );
  }
};
