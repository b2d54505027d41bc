import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

export const EnvironmentFact = z.discriminatedUnion('type', [
  fact(
    'EnvironmentCreated',
    z.strictObject({ environmentId: AggregateId, name: z.string().max(120), order: z.int().nonnegative() }),
  ),
  fact(
    'VersionPromoted',
    z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      version: z.int().positive(),
      semver: z.string(),
      contentDigest: Sha256,
      irDigest: Sha256,
      /** What was stable until now. */
      previousVersion: z.int().positive().optional(),
      promotedBy: z.string(),
      promotedAt: z.string(),
    }),
  ),
]);
export type EnvironmentFact = z.infer<typeof EnvironmentFact>;
