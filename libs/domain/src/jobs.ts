import { AggregateId, Sha256, Tenant, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { PromotionStatement } from './environment/promotion-events.ts';
import { BUNDLE_POLICIES_MAX, BundledPolicy } from './bundle/bound.ts';
import { DeliverySource } from './delivery/events.ts';
import { Mark, MARKS_MAX, PublicationStatement } from './policy/events.ts';
import {
  Engines,
  PRIORITIES,
  REPLICAS,
  SAMPLE_TUPLES_MAX,
  ShardTimings,
  SimulationResultRefs,
} from './simulation/events.ts';
import { FrozenInputs } from './simulation/frozen-inputs.ts';
import { DocumentRef, SnapshotInputs } from './snapshot/events.ts';
import { SealedSecret, WEBHOOK_URL_LENGTH_MAX } from './webhooks/events.ts';
import { WorkspaceFile } from './workspace/file.ts';

/** What jobs wait behind: one consumer each, so that long work never holds up short work. */
export const JOB_CLASSES = ['interactive', 'high', 'normal', 'outgoing'] as const;
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
const priority = z.enum(PRIORITIES).optional();

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
      engines: Engines.optional(),
      priority,
      shardTuples: number.optional(),
    }),
  ),
  of(
    'quick',
    z.strictObject({
      simulationId: AggregateId,
      policyId: AggregateId,
      inputs: FrozenInputs,
      engines: Engines.optional(),
      sampleTuples: number.max(SAMPLE_TUPLES_MAX),
    }),
  ),
  of(
    'shard',
    z.strictObject({
      simulationId: AggregateId,
      planDigest: Sha256,
      index: z.int().nonnegative(),
      replica: z.int().nonnegative(),
      /** Absent: 1. */
      attempt: number.optional(),
      priority,
    }),
  ),
  of(
    'reduce',
    z.strictObject({
      simulationId: AggregateId,
      planDigest: Sha256,
      partialDigests: z.array(Sha256),
      timings: ShardTimings.optional(),
      /** How often each shard was evaluated, to these same digests; absent: twice. */
      replicas: number.max(REPLICAS).optional(),
      priority,
    }),
  ),
  of(
    'attest-simulation',
    z.strictObject({
      simulationId: AggregateId,
      planDigest: Sha256,
      result: SimulationResultRefs,
      priority,
    }),
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
  of(
    'attest-promotion',
    z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      version: number,
      attempt: number,
      statement: PromotionStatement,
      statementDigest: Sha256,
    }),
  ),
  of(
    'regression',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      /** What the version was submitted with. */
      simulation: z.strictObject({ simulationId: AggregateId, resultDigest: Sha256 }),
      /** Changed decisions that a reviewer marked intended. */
      decisions: z
        .array(Mark.omit({ mark: true }))
        .min(1)
        .max(MARKS_MAX),
    }),
  ),
  of(
    'bundle',
    z.strictObject({
      environmentId: AggregateId,
      /** That of the environment. */
      revision: number,
      /** Bytewise by their ids. */
      policies: z.array(BundledPolicy).max(BUNDLE_POLICIES_MAX),
    }),
  ),
  of(
    'deliver',
    z.strictObject({
      deliveryId: AggregateId,
      webhookId: AggregateId,
      source: DeliverySource,
      attempt: number,
      url: z.string().max(WEBHOOK_URL_LENGTH_MAX),
      secrets: z.array(SealedSecret).min(1).max(2),
      /** What is sent, to the byte. */
      body: z.string(),
    }),
  ),
]);
export type Job = z.infer<typeof Job>;
export type JobKind = Job['kind'];
export type JobOf<Kind extends JobKind> = Extract<Job, { kind: Kind }>;

/**
 * Where a job waits. People wait for a compilation and a quick simulation. A publication, a promotion, and everything of an
 * emergency's simulation, goes ahead of the bulk: of other simulations and of imports. What waits for servers of others waits apart.
 */
export const jobClassOf = (job: Pick<Job, 'kind' | 'data'>): JobClass => {
  switch (job.kind) {
    case 'compile':
    case 'quick':
      return 'interactive';
    case 'attest-publication':
    case 'attest-promotion':
    case 'regression':
    case 'bundle':
      return 'high';
    case 'plan':
    case 'shard':
    case 'reduce':
    case 'attest-simulation':
      return 'priority' in job.data && job.data.priority === 'emergency' ? 'high' : 'normal';
    case 'import':
      return 'normal';
    case 'deliver':
      return 'outgoing';
  }
};

/** Where every shard job of a tenant waits, of whichever class. */
export const shardJobSubjects = (tenant: string): string => `registry.job.*.${tenant}.shard.*`;

export const jobSubject = (job: Job): string =>
  `registry.job.${jobClassOf(job)}.${job.tenant}.${job.kind}.${job.jobId}`;
