import { nextShards, simulationLimitsOf, type Contender } from '@policy-registry/domain';
import { STREAM, type JobPublisher, type QueuedJobs } from '@policy-registry/event-store';
import { inSending } from '@policy-registry/platform';

import type { StateCache } from '../decide/state-cache.ts';
import { knownTenant, latestQueue, latestSimulation } from './typed-states.ts';

export type ReleaseOptions = {
  readonly states: StateCache;
  readonly queued: QueuedJobs;
  readonly publishJob: JobPublisher;
};

/** What a pass over one tenant found. */
export type Released = {
  /** Jobs that it queued. */
  readonly jobs: number;
  /** Simulations of the tenant that run and wait. */
  readonly running: number;
  readonly waiting: number;
};

/** Gives a tenant's waiting shards to the runners, as far as its credit goes. Passes over one tenant take turns. */
export type ReleaseShards = (tenant: string) => Promise<Released>;

export const shardReleaser = (options: ReleaseOptions): ReleaseShards => {
  const passes = new Map<string, Promise<unknown>>();
  return async (tenant) => {
    const before = passes.get(tenant) ?? Promise.resolve();
    const pass = before.then(
      () => release(options, tenant),
      () => release(options, tenant),
    );
    passes.set(tenant, pass);
    try {
      return await pass;
    } finally {
      if (passes.get(tenant) === pass) passes.delete(tenant);
    }
  };
};

const release = async ({ states, queued, publishJob }: ReleaseOptions, tenant: string): Promise<Released> => {
  const [{ running, waiting }, settings] = await Promise.all([
    latestQueue(states, tenant),
    knownTenant(states, tenant),
  ]);
  const sizes = { running: running.length, waiting: waiting.length };
  if (running.length === 0) return { jobs: 0, ...sizes };
  const { shardCredit: credit } = simulationLimitsOf(settings);
  const contenders = await Promise.all(
    running.map(async (place): Promise<Contender> => ({
      place,
      simulation: await latestSimulation(states, tenant, place.simulationId),
    })),
  );

  // Asked after the states were read: a job that is through by then is either still queued, or known to the broker.
  const inQueue = new Set(await queued.shardsOf(tenant));
  const recent = new Set<string>();
  let jobs = 0;
  for (;;) {
    const next = nextShards({ tenant, credit, queued: inQueue, recent, contenders });
    if (next.length === 0) return { jobs, ...sizes };
    for (const job of next) {
      const isNew = await inSending({ stream: STREAM.jobs }, (traceparent) => publishJob(job, traceparent));
      (isNew ? inQueue : recent).add(job.jobId);
      if (isNew) jobs += 1;
    }
  }
};
