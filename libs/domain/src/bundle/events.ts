import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

const count = z.int().nonnegative();
const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data: z.strictObject(shape) });

/** What enforcement points are given: an archive of everything that was bound at a revision of the environment, and its signature. */
export const BuiltBundle = z.strictObject({
  environmentId: AggregateId,
  /** That of the environment. */
  revision: count,
  /** Of the tar. */
  bundleDigest: Sha256,
  sizeBytes: count,
  policies: count,
  attestationId: Sha256,
  keyId: Sha256,
});
export type BuiltBundle = z.infer<typeof BuiltBundle>;

export const BUNDLE_FAILURES = ['BUNDLE_TOO_LARGE', 'JOB_ABANDONED'] as const;

/** Of a revision that there is no bundle of: enforcement points keep the one before. */
export const FailedBundle = z.strictObject({
  environmentId: AggregateId,
  revision: count,
  code: z.enum(BUNDLE_FAILURES),
});

export const BundleFact = z.discriminatedUnion('type', [
  fact('BundleBuilt', BuiltBundle.shape),
  fact('BundleFailed', FailedBundle.shape),
]);
export type BundleFact = z.infer<typeof BundleFact>;
