import { shardJobSubjects } from '@policy-registry/domain';
import type { AggregateType } from '@policy-registry/kernel';

import type { StreamReader } from './jetstream-ports.ts';
import { STREAM } from './streams.ts';

/** What of a tenant's work the queue holds: waiting, or being worked on and not acknowledged yet. */
export type QueuedJobs = {
  /** Ids of its shard jobs, of every class. */
  readonly shardsOf: (tenant: string) => Promise<ReadonlySet<string>>;
};

export const queuedJobs = (jsm: StreamReader): QueuedJobs => ({
  shardsOf: async (tenant) => {
    const { state } = await jsm.streams.info(STREAM.jobs, { subjects_filter: shardJobSubjects(tenant) });
    return new Set(
      Object.keys(state.subjects ?? {}).map((subject) => subject.slice(subject.lastIndexOf('.') + 1)),
    );
  },
});

/** Tenants that have an aggregate of this type, by the subjects of EVENTS: such as those that ever had a queue. */
export const tenantsWith = async (jsm: StreamReader, type: AggregateType): Promise<readonly string[]> => {
  const { state } = await jsm.streams.info(STREAM.events, { subjects_filter: `registry.evt.*.${type}.*` });
  return Object.keys(state.subjects ?? {}).flatMap((subject) => subject.split('.')[2] ?? []);
};
