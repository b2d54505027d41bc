import { z } from 'zod';

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().nonnegative();
const Counts = z.strictObject({
  received: Count,
  accepted: Count,
  rejected: z.record(z.string(), Count),
  duplicate: Count,
});

/** Manifests as the first importer wrote them: snapshots that were frozen then are read for as long as they are kept. */
export const SnapshotManifest1 = z.strictObject({
  schema: z.literal('policy-registry.snapshot@1'),
  importer: z.literal('registry-importer@1'),
  documents: z.array(
    z.strictObject({
      digest: Digest,
      kind: z.enum(['trivy', 'openvex', 'options']),
      sizeBytes: Count,
      counts: Counts,
    }),
  ),
  tuples: Count,
  shards: z.array(z.strictObject({ digest: Digest, tuples: Count })),
  counts: z.strictObject({ total: Counts, trivy: Counts, openvex: Counts, options: Counts }),
  inputs: z.strictObject({ sbomSet: z.array(z.string()), advisoryCursor: z.string(), vexCursor: z.string() }),
});
