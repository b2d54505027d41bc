import { z } from 'zod';

// What is needed of policyctl's answers. A value that is missing is an error, never a default.

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().nonnegative();

export const Anything = z.unknown();

export const Compilation = z.looseObject({
  ok: z.literal(true),
  rules: z.array(z.string()).min(1),
  irDigest: Digest,
});

export const Revision = z.looseObject({ revision: Count });

export const Version = z.looseObject({
  version: z.int().positive(),
  semver: z.string(),
  state: z.string(),
  contentDigest: Digest,
  irDigest: Digest,
});

export const Snapshot = z.looseObject({
  snapshotId: z.string(),
  state: z.literal('frozen'),
  tuples: z.int().positive(),
  documents: z.array(z.unknown()),
  inputs: z.looseObject({ sbomSet: z.array(z.string()), advisoryCursor: z.string(), vexCursor: z.string() }),
});

/** A simulation that succeeded. */
export const Simulation = z.looseObject({
  simulationId: z.string(),
  state: z.literal('succeeded'),
  inputs: z.looseObject({
    base: z.looseObject({ kind: z.string(), version: z.int().optional() }),
    evaluatedAt: z.string(),
  }),
  tuples: z.int().positive(),
  shards: z.int().positive(),
  runners: z.record(z.string(), z.int().positive()),
  result: z.looseObject({
    resultDigest: Digest,
    evidenceDigest: Digest,
    counts: z.record(z.string(), Count),
    coverage: z.looseObject({ rules: Count, rulesHit: Count, tuplesMissingEvidence: Count }),
  }),
});
export type Simulation = z.infer<typeof Simulation>;

export const Shards = z.looseObject({
  items: z.array(z.looseObject({ index: Count, replica: Count, partialDigest: Digest })).min(1),
});

const Found = z.looseObject({
  finding: z.enum(['evidence', 'event', 'readmodel', 'digest']),
  detail: z.string(),
});
/** Damage, as the command that found it tells it. */
export type Found = z.infer<typeof Found>;
const findings = z.array(Found);

export const Fetched = z.discriminatedUnion('ok', [
  z.looseObject({ ok: z.literal(true), archive: z.string() }),
  z.looseObject({ ok: z.literal(false), findings: findings.min(1) }),
]);

export const Attested = z.looseObject({ manifest: z.string(), bundle: z.string() });

export const VerifiedAttestation = z.looseObject({
  ok: z.boolean(),
  digest: Digest,
  verdict: z.enum(['verified', 'signer_not_established', 'failed']),
  findings,
});

export const VerifiedEvidence = z.looseObject({
  ok: z.boolean(),
  path: z.string(),
  digest: Digest,
  verdict: z.enum(['verified', 'signer_not_established', 'failed']),
  findings,
});

export const VerifiedSimulation = z.looseObject({ ok: z.boolean(), recordedDigest: Digest, findings });

export const Environment = z.looseObject({
  name: z.string(),
  bindings: z.array(
    z.looseObject({ policyId: z.string(), stable: z.looseObject({ version: z.int(), semver: z.string() }) }),
  ),
});

export const Audit = z.looseObject({
  ok: z.boolean(),
  messages: Count,
  events: z.looseObject({ accepted: Count, losers: Count, foreign: Count }),
  chainOk: z.boolean(),
  stateHashEqual: z.boolean(),
  findings,
});

export const BrokerCredentials = z.looseObject({ expiresAt: z.string() });
