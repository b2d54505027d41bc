import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import {
  ASKED_SHARD_TUPLES_MAX,
  Engines,
  Incident,
  PRIORITIES,
  QuickResultRefs,
  SAMPLE_TUPLES_MAX,
  SHARD_FAILURES,
  SHARDS_MAX,
  ShardTiming,
  SIMULATION_FAILURES,
  SIMULATION_MODES,
  SimulationResultRefs,
} from './events.ts';
import { Env, SEED_MAX } from './frozen-inputs.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });
const Id = { simulationId: AggregateId };

const number = z.int().positive();

const StartData = z
  .strictObject({
    ...Id,
    policyId: AggregateId,
    /** `batch` unless named. */
    mode: z.enum(SIMULATION_MODES).optional(),
    /** The candidate: a version, or a revision of the workspace. */
    version: number.optional(),
    revision: number.optional(),
    /** What it is compared with. Left out: the environment's stable version, else the published predecessor, else nothing. */
    base: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('version'), version: number }),
        z.strictObject({ kind: z.literal('empty') }),
      ])
      .optional(),
    engines: Engines.optional(),
    /** Whether every shard of a batch is evaluated twice; it is unless this says no. */
    twin: z.boolean().optional(),
    /** `normal` unless named. */
    priority: z.enum(PRIORITIES).optional(),
    snapshotId: AggregateId,
    environmentId: AggregateId,
    /** Left out: the time of the command. */
    evaluatedAt: Timestamp.optional(),
    seed: z.int().nonnegative().max(SEED_MAX).optional(),
    env: Env,
    /** Whether samples come with the way to their outcome; they do unless this says no. */
    captureExplain: z.boolean().optional(),
    shardTuples: number.max(ASKED_SHARD_TUPLES_MAX).optional(),
    sampleTuples: number.max(SAMPLE_TUPLES_MAX).optional(),
    /** For whom a scheduler asks; counts as having chosen the inputs. */
    onBehalfOf: z.string().min(1).max(128).optional(),
    /** A scheduler's own id of the run. */
    runId: z.string().min(1).max(200).optional(),
  })
  .refine(({ version, revision }) => (version === undefined) !== (revision === undefined), {
    path: ['version'],
    message: 'a candidate is a version or a revision',
  })
  .refine(({ mode, revision }) => mode === 'quick' || revision === undefined, {
    path: ['revision'],
    message: 'only a quick simulation takes a revision',
  });

const unit = {
  planDigest: Sha256,
  index: z.int().nonnegative(),
  replica: z.int().nonnegative(),
  /** Absent: 1, from runners that know no other. */
  attempt: number.optional(),
};

export const SimulationCommand = z.discriminatedUnion('type', [
  command('StartSimulation', StartData),
  command('CancelSimulation', z.strictObject(Id)),
  command('RetrySimulation', z.strictObject(Id)),
  command('RequestTwin', z.strictObject(Id)),
  command(
    'RecordPlan',
    z.strictObject({
      ...Id,
      engine: z.string().min(1).max(128),
      planDigest: Sha256,
      shards: z.int().positive().max(SHARDS_MAX),
      tuples: z.int().nonnegative(),
    }),
  ),
  command(
    'RecordShard',
    z.strictObject({
      ...Id,
      ...unit,
      partialDigest: Sha256,
      tuples: z.int().nonnegative(),
      runner: z.string().min(1).max(64),
      timing: ShardTiming.optional(),
    }),
  ),
  command(
    'RecordShardFailure',
    z.strictObject({
      ...Id,
      ...unit,
      code: z.enum(SHARD_FAILURES),
      detail: z.string().max(400),
      runner: z.string().min(1).max(64),
    }),
  ),
  command('RecordQuickResult', z.strictObject({ ...Id, engines: Engines, result: QuickResultRefs })),
  command('RecordReduction', z.strictObject({ ...Id, result: SimulationResultRefs })),
  command(
    'RecordSimulationAttestation',
    z.strictObject({
      ...Id,
      resultDigest: Sha256,
      attestationId: Sha256,
      keyId: Sha256,
      isWorm: z.boolean(),
    }),
  ),
  command(
    'RecordSimulationFailure',
    z.strictObject({
      ...Id,
      code: z.enum(SIMULATION_FAILURES),
      detail: z.string().max(400),
      /** Of an engine that contradicted itself. */
      incident: Incident.optional(),
    }),
  ),
  /** Issued when `endsBy` has come; says nothing of what runs since under another one. */
  command('TimeOutSimulation', z.strictObject({ ...Id, endsBy: Timestamp })),
]);
export type SimulationCommand = z.infer<typeof SimulationCommand>;
export type SimulationCommandOf<Type extends SimulationCommand['type']> = Extract<
  SimulationCommand,
  { type: Type }
>;
