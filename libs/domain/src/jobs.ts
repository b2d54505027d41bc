import { AggregateId, Sha256, Tenant, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { PublicationStatement } from './policy/events.ts';
import { FrozenInputs, ShardTimings, SimulationResultRefs } from './simulation/events.ts';
import { DocumentRef, SnapshotInputs } from './snapshot/events.ts';
import { WorkspaceFile } from './workspace/events.ts';

/** What jobs wait behind: one consumer each, so that long work never holds up short work. */
export const JOB_CLASSES = ['interactive', 'high', 'normal'] as const;
export type JobClass = (typeof JOB_CLASSES)[number];

const of = <Kind extends string, Data extends z.ZodType>(kind: Kind, data: Data) =>
  z.strictObject({
    jobId: AggregateId,
    tenant: Tenant,
    correlationId: z.string(),
    /** When the event that caused it was recorded. */
    causedAt: Timestamp,
    /** That event. */
    causationId: z.string(),
    kind: z.literal(kind),
    data,
  });

const number = z.int().positive();

/** Slow or outside work, as messages of the JOBS stream. Each is answered by one command. */
export const Job = z.discriminatedUnion('kind', [
  of(
    'compile',
    z.strictObject({
      policyId: AggregateId,
      revision: number,
      contentDigest: Sha256,
      files: z.array(WorkspaceFile),
    }),
  ),
  of(
    'import',
    z.strictObject({
      snapshotId: AggregateId,
      attempt: number,
      inputs: SnapshotInputs,
      documents: z.array(DocumentRef),
    }),
  ),
  of(
    'plan',
    z.strictObject({
      simulationId: AggregateId,
      policyId: AggregateId,
      inputs: FrozenInputs,
      shardTuples: number.optional(),
    }),
  ),
  of(
    'shard',
    z.strictObject({
      simulationId: AggregateId,
      planDigest: Sha256,
      index: z.int().nonnegative(),
      replica: z.int().nonnegative(),
    }),
  ),
  of(
    'reduce',
    z.strictObject({
      simulationId: AggregateId,
      planDigest: Sha256,
      partialDigests: z.array(Sha256),
      timings: ShardTimings.optional(),
    }),
  ),
  of(
    'attest-simulation',
    z.strictObject({ simulationId: AggregateId, planDigest: Sha256, result: SimulationResultRefs }),
  ),
  of(
    'attest-publication',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      attempt: number,
      statement: PublicationStatement,
      statementDigest: Sha256,
    }),
  ),
]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];
export type JobOf<Kind extends JobKind> = Extract<Job, { kind: Kind }>;

/** Where a job waits: people wait for a compilation, everything else is batch work. */
export const jobClassOf = (kind: JobKind): JobClass =>
  kind === 'compile'
    ? 'interactive'
    : kind === 'shard' || kind === 'plan' || kind === 'reduce'
      ? 'normal'
      : 'high';

export const jobSubject = ({ tenant, kind, jobId }: Job): string =>
  `registry.job.${jobClassOf(kind)}.${tenant}.${kind}.${jobId}`;
