import {
  Engines,
  FrozenInputs,
  PRIORITIES,
  QuickResultRefs,
  SIMULATION_MODES,
  SimulationResultRefs,
} from '@policy-registry/domain';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// What is answered about simulations, as schemas.

const count = z.int().nonnegative();
const number = z.int().positive();
const id = z.string();

export const Simulation = z.strictObject({
  simulationId: id,
  policyId: id,
  environmentId: id,
  snapshotId: id,
  state: z.enum(['queued', 'running', 'reducing', 'attesting', 'succeeded', 'failed', 'cancelled']),
  mode: z.enum(SIMULATION_MODES),
  priority: z.enum(PRIORITIES),
  replicas: count.describe('evaluations of each shard'),
  twin: z
    .enum(['none', 'running', 'equal', 'different', 'failed', 'cancelled'])
    .describe('how the second evaluation came out; a submission needs `equal`'),
  engines: Engines.nullable().describe('builds that were asked for'),
  inputs: FrozenInputs,
  engine: z.string().nullable().describe('the build that evaluates the candidate'),
  planDigest: Sha256.nullable(),
  shards: count,
  evaluations: count.describe('of evaluationsTotal: shards times replicas'),
  evaluationsTotal: count,
  evaluationsFailed: count,
  tuples: count,
  runners: z.record(z.string(), count).describe('evaluations by runner'),
  result: z.union([SimulationResultRefs, QuickResultRefs]).nullable(),
  attestation: z.strictObject({ attestationId: Sha256, keyId: Sha256, isWorm: z.boolean() }).nullable(),
  failure: z
    .strictObject({
      code: z.string(),
      problem: z.string().describe('code of docs/errors.md'),
      detail: z.string(),
    })
    .nullable(),
  runId: z.string().nullable(),
  requestedAt: Timestamp,
  requestedBy: z.string(),
  updatedAt: Timestamp,
});

export const Shard = z.strictObject({
  index: count,
  replica: count,
  partialDigest: Sha256.nullable().describe('null where the evaluation failed'),
  tuples: count,
  runner: z.string(),
  failure: z.strictObject({ attempt: number, code: z.string(), detail: z.string() }).nullable(),
});

export const QueuedSimulation = z.strictObject({
  simulationId: id,
  state: z.enum(['running', 'waiting']),
  priority: z.enum(PRIORITIES),
});
