import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  StorageType,
} from '@nats-io/jetstream';
import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { bucketOf, streamOf } from './bucket-names.ts';

export type BucketSettings = {
  readonly replicas?: number;
  /** What a bucket holds at most, as stored; nothing bounds it unless given. */
  readonly bytesMax?: number | undefined;
  readonly timeoutMs?: number;
};

/** A bucket exists with settings under which blobs could be replaced or lost. */
export class BucketMisconfigured extends Error {
  override readonly name = 'BucketMisconfigured';

  constructor(bucket: string, settings: readonly string[]) {
    super(`bucket ${bucket} differs from what is required in ${settings.join(', ')}`);
  }
}

const TIMEOUT_MS = 10_000;
const UNBOUNDED = -1;

/**
 * Creates the buckets that do not exist yet, and checks those that do, whose size and number of replicas alone may change: an
 * administrator's act, with rights the apps do not have. Rejects with {@link BucketMisconfigured}.
 */
export const ensureBlobBuckets = async (
  connection: NatsConnection,
  tenants: readonly string[],
  { replicas = 1, bytesMax = UNBOUNDED, timeoutMs = TIMEOUT_MS }: BucketSettings = {},
): Promise<void> => {
  const manager = await jetstreamManager(connection, { timeout: timeoutMs });
  for (const tenant of tenants) {
    const bucket = bucketOf(tenant);
    const changing = { num_replicas: replicas, max_bytes: bytesMax };
    const required = { ...settingsOf(bucket), ...changing };
    const existing = await configOf(manager, bucket);
    // A copy: the client adds to what it is given.
    if (existing !== undefined) {
      const { num_replicas, max_bytes } = existing;
      verify(bucket, { ...required, num_replicas, max_bytes }, existing);
    }
    const { config: actual } =
      existing === undefined
        ? await manager.streams.add({ ...required })
        : await manager.streams.update(streamOf(bucket), changing);
    verify(bucket, required, actual);
  }
};

// No roll-up header: it would let any writer remove everything. No direct get: see `blobUserSubjects`. Purge
// stays with the administrator, for what must not be kept.
const settingsOf = (bucket: string) =>
  ({
    name: streamOf(bucket),
    subjects: [`$O.${bucket}.C.>`, `$O.${bucket}.M.>`],
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: 0,
    max_msgs_per_subject: -1,
    allow_rollup_hdrs: false,
    allow_direct: false,
    deny_delete: true,
  }) satisfies Partial<StreamConfig>;

const configOf = async (manager: JetStreamManager, bucket: string): Promise<StreamConfig | undefined> => {
  try {
    return (await manager.streams.info(streamOf(bucket))).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)
      return undefined;
    throw error;
  }
};

// Servers ignore options they do not know, and somebody else may have made the bucket: read back and compare.
const verify = (bucket: string, required: Partial<StreamConfig>, actual: StreamConfig): void => {
  const answered = new Map<string, unknown>(Object.entries(actual));
  const different = Object.entries(required)
    .filter(([key, value]) => JSON.stringify(answered.get(key) ?? false) !== JSON.stringify(value))
    .map(([key]) => key);
  if (different.length > 0) throw new BucketMisconfigured(bucket, different);
};
