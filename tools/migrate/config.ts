import { objectStoreChosen, objectStoreKeys } from '@policy-registry/object-store/settings';
import { commaList, readConfig, wholeNumber, type Environment } from '@policy-registry/platform/config';
import { z } from 'zod';

/** The settings of what prepares servers for a release, from the environment alone. */
export const MigrateConfig = z
  .object({
    DATABASE_ADMIN_URL: z.url().describe('PostgreSQL under a role that may create roles'),
    DATABASE_OWNER_PASSWORD: z.string().describe('password that the role registry_owner gets'),
    DATABASE_PROJECTOR_PASSWORD: z.string().describe('password that the role registry_projector gets'),
    DATABASE_GATEWAY_PASSWORD: z.string().describe('password that the role registry_gateway gets'),
    NATS_URL: z.string().describe('the broker'),
    NATS_CREDS_FILE: z.string().describe('credentials of the broker user admin'),
    NATS_KEEPERS_DIR: z.string().describe('folder of the credentials that keep AUDIT, `<tenant>.creds`'),
    NATS_DUPLICATE_WINDOW_MS: wholeNumber({ min: 100, max: 86_400_000 })
      .default(120_000)
      .describe('how long the broker remembers the ids of messages'),
    NATS_REPLICAS: wholeNumber({ min: 1, max: 5 }).default(1).describe('servers that hold each stream'),
    ...objectStoreKeys,
    S3_BUCKET_POLICY_FILE: z
      .string()
      .optional()
      .describe(
        'JSON with the policy that each bucket gets, `${bucket}` and `${tenant}` in it being its own; unset: buckets keep theirs',
      ),
    TENANT_BLOB_BYTES_MAX: wholeNumber({ min: 1_048_576, max: 1024 ** 5 })
      .optional()
      .describe('bytes of blobs that each tenant may store in the broker; unset: as many as it has room for'),
    TENANTS: commaList()
      .refine((tenants) => tenants.length > 0, 'expected the id of at least one tenant')
      .describe('tenants that get buckets and a copy of their events, separated by commas'),
  })
  .check(objectStoreChosen)
  .check(({ value, issues }) => {
    if (value.OBJECT_STORE === 's3' && value.TENANT_BLOB_BYTES_MAX !== undefined)
      issues.push({
        code: 'custom',
        path: ['TENANT_BLOB_BYTES_MAX'],
        input: value,
        message: 'it bounds buckets of the broker; an S3 service has quotas of its own',
      });
  });
export type MigrateConfig = z.infer<typeof MigrateConfig>;

export const readMigrateConfig = (env: Environment): Readonly<MigrateConfig> =>
  readConfig(MigrateConfig, env);
