import { FROZEN_WAIVERS_MAX } from '@policy-registry/finding';
import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { WaiverId } from '../waiver/waiver-id.ts';
import { BUDGET_LINE_CHARS_MAX, BUDGET_LINES_MAX, FrozenInputs } from './frozen-inputs.ts';

// These schemas ARE the storage format.

/** Partial results of one simulation; their digests must fit into one event. */
export const SHARDS_MAX = 512;
/**
 * Every shard is evaluated this often where a twin run is asked for, on whichever runner is free; the results must
 * be equal. Without one each is evaluated once.
 */
export const REPLICAS = 2;

const count = z.int().nonnegative();
const index = z
  .int()
  .nonnegative()
  .max(SHARDS_MAX - 1);
const Id = { simulationId: AggregateId };
/** What is not over by then is failed; absent: from before that was said, and never. */
const Deadline = { endsBy: Timestamp.optional() };
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

/** `quick`: a sample, for the editor. `batch`: every tuple, in shards, with evidence. */
export const SIMULATION_MODES = ['quick', 'batch'] as const;
export type SimulationMode = (typeof SIMULATION_MODES)[number];

/** From the least to the most urgent. */
export const PRIORITIES = ['normal', 'high', 'emergency'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Tuples that a quick simulation evaluates at most, and where nobody says how many. */
export const SAMPLE_TUPLES_MAX = 2_000;
/** Where a sender says how many tuples a shard has: at most this many. */
export const ASKED_SHARD_TUPLES_MAX = 50_000;

const Build = z.string().min(1).max(128);
/** The engine build that evaluates each side; the default one where none is named. */
export const Engines = z.strictObject({ base: Build.optional(), candidate: Build.optional() });
export type Engines = z.infer<typeof Engines>;

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
  /** Tuples that waivers cover, and how many each does; where there were any. */
  waived: z
    .strictObject({
      tuples: count,
      waivers: z.array(z.strictObject({ waiverId: WaiverId, tuples: count })).max(FROZEN_WAIVERS_MAX),
    })
    .optional(),
  coverage: z.strictObject({ rules: count, rulesHit: count, tuplesMissingEvidence: count }),
});
export type SimulationResultRefs = z.infer<typeof SimulationResultRefs>;

/** What a quick simulation found: `tuples` of the snapshot's `of`. */
export const QuickResultRefs = z.strictObject({
  resultDigest: Sha256,
  counts: ClassCounts,
  tuples: count,
  of: count,
});
export type QuickResultRefs = z.infer<typeof QuickResultRefs>;

/** Why one evaluation of one shard failed; the others go on. */
export const SHARD_FAILURES = [
  'ENGINE_ANSWER_INVALID',
  'ENGINE_REFUSED',
  'ENGINE_UNAVAILABLE',
  'INPUT_CORRUPT',
  'JOB_ABANDONED',
] as const;
export type ShardFailureCode = (typeof SHARD_FAILURES)[number];

export const SIMULATION_FAILURES = [
  'DETERMINISM_VIOLATION',
  'INPUT_EMPTY',
  'QUEUE_FULL',
  'SHARDS_FAILED',
  'SHARDS_TOO_MANY',
  'SIGNING_FAILED',
  'TIMED_OUT',
  ...SHARD_FAILURES,
] as const;
export type SimulationFailureCode = (typeof SIMULATION_FAILURES)[number];

/** The code by which others know a failure (the error catalogue), where it has another. */
export const publicFailureCode = (code: SimulationFailureCode): string => {
  if (code === 'DETERMINISM_VIOLATION') return 'ERR_POL_004';
  const ofShards: readonly SimulationFailureCode[] = ['SHARDS_FAILED', ...SHARD_FAILURES];
  return ofShards.includes(code) ? 'ERR_POL_003' : code;
};

/** One evaluation of one shard. */
const Unit = { index, replica: z.int().nonnegative() };
const attempt = z.int().positive();

/**
 * What was found about one shard gave different bytes, in two evaluations or as evaluated and as explained in one: the engine
 * or a machine is at fault. A quick simulation is one shard.
 */
export const Incident = z.strictObject({
  index,
  evaluations: z
    .array(
      z.strictObject({
        replica: z.int().nonnegative(),
        partialDigest: Sha256,
        runner: z.string().max(64),
      }),
    )
    .min(2)
    .max(2),
});
export type Incident = z.infer<typeof Incident>;

const Completion = {
  ...Id,
  planDigest: Sha256,
  partialDigests: z.array(Sha256).max(SHARDS_MAX),
  timings: ShardTimings.optional(),
  /** Evaluations of each shard that gave these digests; absent: {@link REPLICAS}. */
  replicas: z.int().positive().max(REPLICAS).optional(),
};
const Reduction = { ...Id, planDigest: Sha256, result: SimulationResultRefs };

export const SimulationFact = z.discriminatedUnion('type', [
  fact(
    'SimulationRequested',
    z.strictObject({
      ...Id,
      policyId: AggregateId,
      environmentId: AggregateId,
      snapshotId: AggregateId,
      inputs: FrozenInputs,
      /** Absent: `batch`, from before there were others. */
      mode: z.enum(SIMULATION_MODES).optional(),
      /** Absent: {@link REPLICAS}. */
      replicas: z.int().positive().max(REPLICAS).optional(),
      /** Absent: `normal`. */
      priority: z.enum(PRIORITIES).optional(),
      engines: Engines.optional(),
      shardTuples: z.int().positive().optional(),
      /** Of a quick simulation: how many tuples at most. */
      sampleTuples: z.int().positive().max(SAMPLE_TUPLES_MAX).optional(),
      requestedBy: z.string(),
      requestedAt: Timestamp,
      /** For whom a scheduler asked. */
      onBehalfOf: z.string().max(128).optional(),
      runId: z.string().max(200).optional(),
      /** Of the request, which its id stands for. Absent: from before that was recorded. */
      requestDigest: Sha256.optional(),
      ...Deadline,
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
      /** Absent: {@link REPLICAS}, and all its jobs were queued at once. */
      replicas: z.int().positive().max(REPLICAS).optional(),
    }),
  ),
  fact(
    'ShardEvaluated',
    z.strictObject({
      ...Id,
      ...Unit,
      partialDigest: Sha256,
      tuples: count,
      runner: z.string().max(64),
      timing: ShardTiming.optional(),
    }),
  ),
  fact(
    'ShardFailed',
    z.strictObject({
      ...Id,
      ...Unit,
      attempt,
      code: z.enum(SHARD_FAILURES),
      detail: z.string().max(400),
      runner: z.string().max(64),
    }),
  ),
  /** It came to no plan: it waits in the queue once more, to be planned again. */
  fact('PlanRetried', z.strictObject({ ...Id, retriedBy: z.string(), ...Deadline })),
  /** The evaluations that failed are tried again, under this number. */
  fact(
    'ShardsRetried',
    z.strictObject({
      ...Id,
      attempt,
      shards: z
        .array(z.strictObject(Unit))
        .min(1)
        .max(SHARDS_MAX * REPLICAS),
      retriedBy: z.string(),
      ...Deadline,
    }),
  ),
  fact('ShardsCompleted', z.strictObject(Completion)),
  /** All evaluations are there and their reduction failed: it is tried again, from the same ones. */
  fact('ReductionRetried', z.strictObject({ ...Completion, retriedBy: z.string(), ...Deadline })),
  fact('SimulationReduced', z.strictObject(Reduction)),
  /** It was reduced and could not be signed: the same result is signed again. */
  fact('AttestationRetried', z.strictObject({ ...Reduction, retriedBy: z.string(), ...Deadline })),
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
  fact('QuickSimulationEvaluated', z.strictObject({ ...Id, engines: Engines, result: QuickResultRefs })),
  /** A simulation that was evaluated once and succeeded is evaluated a second time. */
  fact('TwinRequested', z.strictObject({ ...Id, attempt, requestedBy: z.string(), ...Deadline })),
  fact('TwinEnded', z.strictObject({ ...Id, outcome: z.enum(['equal', 'failed', 'cancelled']) })),
  fact('DeterminismIncident', Incident.extend(Id)),
  fact('SimulationCancelled', z.strictObject({ ...Id, cancelledBy: z.string(), cancelledAt: Timestamp })),
  fact(
    'SimulationFailed',
    z.strictObject({ ...Id, code: z.enum(SIMULATION_FAILURES), detail: z.string().max(400) }),
  ),
]);
export type SimulationFact = z.infer<typeof SimulationFact>;
