import { jobsOf, type Job } from '@policy-registry/domain';
import type { RunStatus } from '@policy-registry/contracts';
import type { Handled } from '@policy-registry/event-store';
import {
  openMessage,
  parseEventSubject,
  type EventLog,
  type RecordedEvent,
  type StoredMessage,
} from '@policy-registry/kernel';
import { currentTraceparent, inSpan, logAbout, type Logger, type Metrics } from '@policy-registry/platform';

import type { StateCache } from '../decide/state-cache.ts';
import { observeEvent } from './observe-event.ts';
import { runStatusOf } from './run-status.ts';

export type ReactorOptions = {
  readonly log: EventLog;
  readonly states: StateCache;
  readonly publishJob: (job: Job, traceparent?: string) => Promise<void>;
  /** What a tenant gets at its opening that no event may hold. */
  readonly openTenant: (tenant: string) => Promise<void>;
  readonly publishRunStatus: (status: RunStatus) => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
};

export type EventMessage = StoredMessage & {
  readonly storedAtMs: number;
  readonly traceparent: string | undefined;
};

export type Reactor = (message: EventMessage) => Promise<Handled>;

/**
 * What follows from events: jobs, and what a scheduler is told. Delivered at least once and in order; every
 * reaction may happen again without harm. Never run by a rebuild.
 */
export const reactor =
  (options: ReactorOptions): Reactor =>
  (message) =>
    inSpan('event.react', { parent: message.traceparent }, async () => {
      const recorded = await acceptedEvent(options, message);
      if (recorded === undefined) return { done: true };
      const { tenant, eventId, aggregate } = recorded.event;

      if (aggregate.type === 'tenant') await options.openTenant(tenant);
      const jobs = jobsOf(recorded);
      for (const job of jobs) await options.publishJob(job, currentTraceparent());
      const status = await runStatusOf(options.log, recorded);
      if (status !== undefined) options.publishRunStatus(status);

      observeEvent(options.metrics, recorded);
      const reaction = jobs[0]?.kind ?? 'none';
      options.metrics.reactionLag.observe(
        { tenant, reaction },
        (options.nowMs() - message.storedAtMs) / 1_000,
      );
      if (jobs.length > 0)
        logAbout(options.logger, { tenant, eventId }).info({ jobs: jobs.length, kind: reaction }, 'reacted');
      return { done: true };
    });

/** The event in the message, if the fence lets it count: losers and foreign messages have no consequences. */
const acceptedEvent = async (
  { log, states }: ReactorOptions,
  message: EventMessage,
): Promise<RecordedEvent | undefined> => {
  const aggregate = parseEventSubject(message.subject);
  const { event } = openMessage(message);
  if (aggregate === undefined || event === undefined) return undefined;

  const { applied } = await states.loadLatest(aggregate);
  const recent = applied.get(event.commandId)?.recorded;
  if (recent !== undefined) return recent.seq === message.seq ? recent : undefined;
  // Older than what the aggregate remembers of its commands: its whole history tells.
  const { events } = await log.load(aggregate);
  return events.find(({ seq }) => seq === message.seq);
};
