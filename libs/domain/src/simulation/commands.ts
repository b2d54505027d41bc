import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import {
  Env,
  SEED_MAX,
  SHARDS_MAX,
  ShardTiming,
  SIMULATION_FAILURES,
  SimulationResultRefs,
} from './events.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });
const Id = { simulationId: AggregateId };

export const SimulationCommand = z.discriminatedUnion('type', [
  command(
    'StartSimulation',
    z.strictObject({
      ...Id,
      policyId: AggregateId,
      version: z.int().positive(),
      snapshotId: AggregateId,
      environmentId: AggregateId,
      /** Left out: the time of the command. */
      evaluatedAt: Timestamp.optional(),
      seed: z.int().nonnegative().max(SEED_MAX).optional(),
      env: Env,
      shardTuples: z.int().positive().max(50_000).optional(),
      /** A scheduler's own id of the run. */
      /** For whom a scheduler asks; counts as having chosen the inputs. */
      onBehalfOf: z.string().min(1).max(128).optional(),
      runId: z.string().min(1).max(200).optional(),
    }),
  ),
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
      planDigest: Sha256,
      index: z.int().nonnegative(),
      replica: z.int().nonnegative(),
      partialDigest: Sha256,
      tuples: z.int().nonnegative(),
      runner: z.string().min(1).max(64),
      timing: ShardTiming.optional(),
    }),
  ),
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
    z.strictObject({ ...Id, code: z.enum(SIMULATION_FAILURES), detail: z.string().max(400) }),
  ),
]);
export type SimulationCommand = z.infer<typeof SimulationCommand>;
export type SimulationCommandOf<Type extends SimulationCommand['type']> = Extract<
  SimulationCommand,
  { type: Type }
>;
