import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

/** Partial results of one simulation; their digests must fit into one event. */
export const SHARDS_MAX = 512;
/** Every shard is evaluated this often, on whichever runner is free; the results must be equal. */
export const REPLICAS = 2;
/** The seed where the sender names none. */
export const DEFAULT_SEED = 0xc0dec0de;
/** Seeds have 32 bits. */
export const SEED_MAX = 0xffff_ffff;

const count = z.int().nonnegative();
const index = z
  .int()
  .nonnegative()
  .max(SHARDS_MAX - 1);
const Id = { simulationId: AggregateId };
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

const ENV_NAMES_MAX = 64;

/** Values of `env.*`, by name. */
export const Env = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(256))
  .refine((env) => Object.keys(env).length <= ENV_NAMES_MAX, `more than ${ENV_NAMES_MAX} names`);

/** Budget lines of an environment, at most this many and each at most this long. */
export const BUDGET_LINES_MAX = 32;
export const BUDGET_LINE_CHARS_MAX = 200;

/** The impact budgets in force, with the version of the environment's budgets. */
export const FrozenBudgets = z.strictObject({
  version: z.int().positive(),
  lines: z.array(z.string().min(1).max(BUDGET_LINE_CHARS_MAX)).max(BUDGET_LINES_MAX),
});
export type FrozenBudgets = z.infer<typeof FrozenBudgets>;

/** Everything an evaluation depends on, but for the engine's build, which the plan adds. */
export const FrozenInputs = z.strictObject({
  snapshotDigest: Sha256,
  /** Where the snapshot says when it was frozen. */
  snapshotFrozenAt: Timestamp.optional(),
  /** Where the environment has any. */
  budgets: FrozenBudgets.optional(),
  base: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('version'), version: z.int().positive(), irDigest: Sha256 }),
    z.strictObject({ kind: z.literal('empty') }),
  ]),
  candidate: z.strictObject({ version: z.int().positive(), contentDigest: Sha256, irDigest: Sha256 }),
  evaluatedAt: Timestamp,
  seed: z.int().nonnegative().max(SEED_MAX),
  env: Env,
});
export type FrozenInputs = z.infer<typeof FrozenInputs>;

/** Tuples by result class; they sum to the tuples. */
export const ClassCounts = z.record(z.string().max(64), count);

/** What became of each budget line; `value` is what was found, or `unknown`. */
export const BudgetVerdicts = z.strictObject({
  version: z.int().positive(),
  lines: z
    .array(
      z.strictObject({
        line: z.string().max(BUDGET_LINE_CHARS_MAX),
        ok: z.boolean(),
        value: z.string().max(64),
      }),
    )
    .max(BUDGET_LINES_MAX),
});
export type BudgetVerdicts = z.infer<typeof BudgetVerdicts>;

/** Nanoseconds that the tuples of a shard took under each policy. No result depends on it. */
export const ShardTiming = z.strictObject({ baseNs: count, candidateNs: count });
export type ShardTiming = z.infer<typeof ShardTiming>;

/** Of each shard in order: its tuples, and the nanoseconds under base and candidate, of the faster of its evaluations. */
export const ShardTimings = z.array(z.tuple([count, count, count])).max(SHARDS_MAX);

export const SimulationResultRefs = z.strictObject({
  resultDigest: Sha256,
  /** How long it took: a document beside the result, which no digest of the result covers. */
  timingDigest: Sha256.optional(),
  /** Where budgets were in force. */
  budgets: BudgetVerdicts.optional(),
  /** SHA-256 of the evidence archive. */
  evidenceDigest: Sha256,
  evidenceBytes: count,
  counts: ClassCounts,
  tuples: count,
  coverage: z.strictObject({ rules: count, rulesHit: count, tuplesMissingEvidence: count }),
});
export type SimulationResultRefs = z.infer<typeof SimulationResultRefs>;

export const SIMULATION_FAILURES = [
  'DETERMINISM_VIOLATION',
  'ENGINE_UNAVAILABLE',
  'INPUT_CORRUPT',
  'INPUT_EMPTY',
  'JOB_ABANDONED',
  'SHARDS_TOO_MANY',
  'SIGNING_FAILED',
] as const;

export const SimulationFact = z.discriminatedUnion('type', [
  fact(
    'SimulationRequested',
    z.strictObject({
      ...Id,
      policyId: AggregateId,
      environmentId: AggregateId,
      snapshotId: AggregateId,
      inputs: FrozenInputs,
      shardTuples: z.int().positive().optional(),
      requestedBy: z.string(),
      requestedAt: Timestamp,
      /** For whom a scheduler asked. */
      onBehalfOf: z.string().max(128).optional(),
      runId: z.string().max(200).optional(),
    }),
  ),
  fact(
    'SimulationPlanned',
    z.strictObject({
      ...Id,
      engine: z.string().max(128),
      planDigest: Sha256,
      shards: z.int().positive().max(SHARDS_MAX),
      tuples: count,
    }),
  ),
  fact(
    'ShardEvaluated',
    z.strictObject({
      ...Id,
      index,
      replica: z.int().nonnegative(),
      partialDigest: Sha256,
      tuples: count,
      runner: z.string().max(64),
      timing: ShardTiming.optional(),
    }),
  ),
  fact(
    'ShardsCompleted',
    z.strictObject({
      ...Id,
      planDigest: Sha256,
      partialDigests: z.array(Sha256).max(SHARDS_MAX),
      timings: ShardTimings.optional(),
    }),
  ),
  fact('SimulationReduced', z.strictObject({ ...Id, planDigest: Sha256, result: SimulationResultRefs })),
  fact(
    'SimulationSucceeded',
    z.strictObject({
      ...Id,
      resultDigest: Sha256,
      attestationId: Sha256,
      keyId: Sha256,
      isWorm: z.boolean(),
    }),
  ),
  fact(
    'SimulationFailed',
    z.strictObject({ ...Id, code: z.enum(SIMULATION_FAILURES), detail: z.string().max(400) }),
  ),
]);
export type SimulationFact = z.infer<typeof SimulationFact>;
