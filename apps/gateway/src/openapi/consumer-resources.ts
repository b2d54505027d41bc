import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

export const Consumer = z.strictObject({
  environmentId: z.string(),
  consumerId: z.string(),
  principal: z.string().describe('whose it is: nobody else reports for it'),
  bundleDigest: Sha256.describe('what it runs'),
  revision: z
    .int()
    .nonnegative()
    .nullable()
    .describe(
      'of the environment, that the bundle is of; null: no bundle of this environment has that digest',
    ),
  isCurrent: z.boolean().describe('it is the newest bundle'),
  state: z.enum(['live', 'stale']).describe('stale: not heard for three of its intervals'),
  stateSince: Timestamp,
  runningSince: Timestamp,
  seenAt: Timestamp,
  intervalSeconds: z
    .int()
    .positive()
    .nullable()
    .describe('null: it was not heard since the tables were restored'),
});

export const HeartbeatAnswer = z.strictObject({
  environmentId: z.string(),
  consumerId: z.string(),
  bundleDigest: Sha256.nullable().describe('of the newest bundle; null where there is none yet'),
  isCurrent: z.boolean().describe('the consumer runs it'),
});
