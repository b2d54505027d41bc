import {
  AckPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type StreamConfig,
} from '@nats-io/jetstream';
import { COMMAND_BYTES_MAX, EVENT_BYTES_MAX, OUTCOME_AGE_MAX_MS } from '@policy-registry/kernel';
import { JOB_CLASSES, type JobClass } from '@policy-registry/domain';

import { SIGNING_PRODUCERS } from './command-signature.ts';

export const STREAM = {
  commands: 'COMMANDS',
  /** Run requests of schedulers, which no gateway counts: they wait apart from all other commands. */
  runs: 'RUNS',
  outcomes: 'OUTCOMES',
  events: 'EVENTS',
  jobs: 'JOBS',
  dead: 'DEAD',
  /** The last heartbeat of each consumer. */
  heartbeats: 'HEARTBEATS',
} as const;

/** A tenant's copy of its events, in the account of its auditors. */
export const AUDIT = 'AUDIT';

export const DECIDER = 'decider-v1';
/** The same for run requests. */
export const RUNS_DECIDER = 'runs-v1';
export const REACTOR = 'reactor-v1';
export const HEARTBEATS_KEEPER = 'heartbeats-v1';
export const runnerOf = (jobClass: JobClass): string => `runner-${jobClass}-v1`;

/** A message that was not acknowledged within this time is delivered again, to whoever is free. */
export const ACK_WAIT_MS = 10_000;
/** Messages of one consumer under way at once, over all its workers. */
export const ACK_PENDING_MAX = 1_000;

/** Commands or jobs that wait at once, over all tenants. One more is refused: what was taken is never dropped. */
export const WAITING_MAX = 1_000_000;
/** Run requests of one tenant that wait. The broker refuses one more, and still takes those of other tenants. */
export const RUNS_WAITING_MAX = 1_000;
/** How long a dead letter is kept for the operator to look at. */
export const DEAD_AGE_MAX_MS = 30 * 24 * 60 * 60 * 1_000;

/** Last heartbeats that the broker keeps; beyond it the oldest go, which were read long before. */
export const HEARTBEATS_MAX = 1_000_000;
/** A heartbeat that nobody read for so long says nothing any more. */
export const HEARTBEAT_AGE_MAX_MS = 24 * 60 * 60 * 1_000;
const HEARTBEAT_BYTES_MAX = 4_096;

/** In the place of a command's id. */
const RUNS_TOKEN = 'runs';
const NANOS_PER_MS = 1_000_000;
const HEADER_BYTES_MAX = 4_096;

export type StreamOptions = {
  /** How long the broker itself recognises a repeated message id. A retry shield, not idempotency. */
  readonly duplicateWindowMs: number;
  readonly replicas: number;
};

/** Where the copy comes from: the tenant's subjects of EVENTS, through what the other account shares of its API. */
export type AuditOptions = {
  readonly source: { readonly filter: string; readonly api: string; readonly deliver: string };
  readonly replicas: number;
};

/** Filled by the broker alone: it listens to no subject, so nobody can write to it. */
export const auditConfig = ({ source, replicas }: AuditOptions): Omit<Wanted, 'subjects'> => ({
  name: AUDIT,
  storage: StorageType.File,
  num_replicas: replicas,
  retention: RetentionPolicy.Limits,
  deny_delete: true,
  deny_purge: true,
  sources: [
    {
      name: STREAM.events,
      filter_subject: source.filter,
      external: { api: source.api, deliver: source.deliver },
    },
  ],
});

export type Wanted = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;

/** What runs need besides what all streams have. */
const RUNS = {
  name: STREAM.runs,
  subjects: ['registry.cmd.scheduler.*.*'],
  retention: RetentionPolicy.Workqueue,
  // All runs of a tenant are stored on one subject, so that what the broker bounds for each subject it bounds for each
  // tenant. The run itself names its command.
  subject_transform: {
    src: 'registry.cmd.scheduler.*.*',
    dest: `registry.cmd.scheduler.{{wildcard(1)}}.${RUNS_TOKEN}`,
  },
  max_msgs_per_subject: RUNS_WAITING_MAX,
  discard_new_per_subject: true,
  discard: DiscardPolicy.New,
  max_msg_size: COMMAND_BYTES_MAX + HEADER_BYTES_MAX,
} as const satisfies Wanted;

export const streamConfigs = ({ duplicateWindowMs, replicas }: StreamOptions): readonly Wanted[] => {
  const common = {
    storage: StorageType.File,
    num_replicas: replicas,
    duplicate_window: duplicateWindowMs * NANOS_PER_MS,
    allow_direct: true,
  };
  return [
    {
      ...common,
      name: STREAM.commands,
      subjects: SIGNING_PRODUCERS.map((producer) => `registry.cmd.${producer}.*.*`),
      retention: RetentionPolicy.Workqueue,
      // While a command is pending, the broker itself refuses a second one with its id.
      max_msgs_per_subject: 1,
      discard_new_per_subject: true,
      // No age: a command that outlived its `notAfter` is refused with an outcome, not forgotten.
      max_msgs: WAITING_MAX,
      discard: DiscardPolicy.New,
      max_msg_size: COMMAND_BYTES_MAX + HEADER_BYTES_MAX,
    },
    { ...common, ...RUNS },
    {
      ...common,
      name: STREAM.outcomes,
      subjects: ['registry.out.*.*'],
      retention: RetentionPolicy.Limits,
      max_msgs_per_subject: 1,
      max_age: OUTCOME_AGE_MAX_MS * NANOS_PER_MS,
    },
    {
      ...common,
      name: STREAM.events,
      subjects: ['registry.evt.*.*.*'],
      retention: RetentionPolicy.Limits,
      deny_delete: true,
      deny_purge: true,
      max_msg_size: EVENT_BYTES_MAX + HEADER_BYTES_MAX,
    },
    {
      ...common,
      name: STREAM.jobs,
      subjects: ['registry.job.*.*.*.*'],
      retention: RetentionPolicy.Workqueue,
      max_msgs: WAITING_MAX,
      discard: DiscardPolicy.New,
    },
    {
      ...common,
      name: STREAM.dead,
      subjects: ['registry.dead.*.*.*'],
      retention: RetentionPolicy.Limits,
      // A message that is buried again, also after the broker forgot its id, stays one.
      max_msgs_per_subject: 1,
      max_age: DEAD_AGE_MAX_MS * NANOS_PER_MS,
    },
    {
      ...common,
      name: STREAM.heartbeats,
      subjects: ['registry.beat.*.*.*'],
      retention: RetentionPolicy.Limits,
      // A later heartbeat takes the place of the one before, read or not.
      max_msgs_per_subject: 1,
      max_msgs: HEARTBEATS_MAX,
      max_age: HEARTBEAT_AGE_MAX_MS * NANOS_PER_MS,
      max_msg_size: HEARTBEAT_BYTES_MAX,
    },
  ];
};

export type DurableConfig = {
  readonly stream: string;
  readonly config: Partial<ConsumerConfig> & { durable_name: string };
  /** Where one that is not there yet begins. A work queue holds only what is still to do; the log holds history. */
  readonly begins: 'at-first' | 'behind-last';
};

/** The durable consumers. `max_deliver: -1`: the worker counts deliveries, so that nothing stays stuck unseen. */
export const durableConfigs = (): readonly DurableConfig[] => {
  const common = {
    ack_policy: AckPolicy.Explicit,
    ack_wait: ACK_WAIT_MS * NANOS_PER_MS,
    max_deliver: -1,
    max_ack_pending: ACK_PENDING_MAX,
  };
  return [
    {
      stream: STREAM.commands,
      begins: 'at-first',
      config: { ...common, durable_name: DECIDER, filter_subject: 'registry.cmd.>' },
    },
    {
      stream: STREAM.runs,
      begins: 'at-first',
      config: { ...common, durable_name: RUNS_DECIDER, filter_subject: 'registry.cmd.scheduler.>' },
    },
    // One at a time and in order: a reaction sees events as they happened.
    {
      stream: STREAM.events,
      begins: 'behind-last',
      config: { ...common, durable_name: REACTOR, filter_subject: 'registry.evt.>', max_ack_pending: 1 },
    },
    {
      stream: STREAM.heartbeats,
      begins: 'at-first',
      config: { ...common, durable_name: HEARTBEATS_KEEPER, filter_subject: 'registry.beat.>' },
    },
    ...JOB_CLASSES.map((jobClass) => ({
      stream: STREAM.jobs,
      begins: 'at-first' as const,
      config: { ...common, durable_name: runnerOf(jobClass), filter_subject: `registry.job.${jobClass}.>` },
    })),
  ];
};
