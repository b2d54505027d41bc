import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

const count = z.int().nonnegative();

export const EnvironmentBundle = z.strictObject({
  environmentId: z.string(),
  built: z
    .strictObject({
      revision: count.describe('of the environment, that it is of'),
      bundleDigest: Sha256.describe('of the tar; its ETag'),
      sizeBytes: count,
      policies: count,
      attestationId: Sha256,
      keyId: Sha256,
      builtAt: Timestamp,
    })
    .nullable()
    .describe('the last that was made; null where there was none yet'),
  failure: z
    .strictObject({ revision: count, code: z.enum(['BUNDLE_TOO_LARGE', 'JOB_ABANDONED']) })
    .nullable()
    .describe('a later revision that there is no bundle of, and why'),
});
