import {
  followUpsOf,
  freesCredit,
  giveUpPlace,
  jobsOf,
  needsPlace,
  placesOf,
  planJobOf,
  regressionJobsOf,
  takePlaceBack,
  type FollowUp,
} from '@policy-registry/domain';
import type { RunStatus } from '@policy-registry/contracts';
import {
  REACTOR,
  STREAM,
  type CommandPublisher,
  type Handled,
  type JobPublisher,
} from '@policy-registry/event-store';
import {
  openMessage,
  parseEventSubject,
  type CommandEnvelope,
  type EpochMs,
  type EventLog,
  type RecordedEvent,
  type StoredMessage,
} from '@policy-registry/kernel';
import { inProcessing, inSending, logAbout, type Logger, type Metrics } from '@policy-registry/platform';

import type { Loaded, StateCache } from '../decide/state-cache.ts';
import { observeApproval } from './observe-approval.ts';
import { observeEvent, observeSimulation } from './observe-event.ts';
import { ownCommand } from './own-command.ts';
import { bundleAfter } from './bundles.ts';
import { deliveriesAfter } from './deliveries.ts';
import type { Reactions } from './reactions.ts';
import { rollOffsAfter } from './roll-offs.ts';
import { runStatusOf } from './run-status.ts';
import { latestSimulation, stateIn } from './typed-states.ts';

export type ReactorOptions = {
  readonly log: EventLog;
  readonly states: StateCache;
  readonly publishJob: JobPublisher;
  readonly publishCommand: CommandPublisher;
  /** Gives the tenant's waiting shards to the runners, as far as its credit goes. MUST NOT reject: others wait behind it. */
  readonly releaseShards: (tenant: string) => Promise<unknown>;
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
 * What follows from events: jobs, commands to other aggregates, and what a scheduler is told. Delivered at least once and in order; every
 * reaction may happen again without harm. Never run by a rebuild.
 */
export const reactor =
  (options: ReactorOptions): Reactor =>
  (message) =>
    inProcessing({ ...message, stream: STREAM.events, consumer: REACTOR }, async (span) => {
      const accepted = await acceptedEvent(options, message);
      if (accepted === undefined) return { done: true };
      const { recorded } = accepted;
      const { tenant, eventId, aggregate } = recorded.event;
      span.setAttributes({ 'policy.tenant': tenant, 'policy.event.id': eventId });

      if (aggregate.type === 'tenant') await options.openTenant(tenant);
      const { jobs, commands } = await reactionsTo(options, accepted);
      for (const job of jobs)
        await inSending({ stream: STREAM.jobs }, (traceparent) => options.publishJob(job, traceparent));
      for (const command of commands)
        await inSending({ stream: STREAM.commands }, (traceparent) =>
          options.publishCommand(toCommand(recorded, command, options.nowMs()), traceparent),
        );
      if (freesCredit(recorded)) await options.releaseShards(tenant);
      if (aggregate.type === 'simulation') tellOf(options, accepted);
      observeEvent(options.metrics, recorded);
      await observeApproval(options, recorded, accepted.loaded);
      const reaction = jobs[0]?.kind ?? commands[0]?.type ?? 'none';
      options.metrics.reactionLag.observe(
        { tenant, reaction },
        (options.nowMs() - message.storedAtMs) / 1_000,
      );
      if (jobs.length + commands.length > 0)
        logAbout(options.logger, { tenant, eventId }).info(
          { jobs: jobs.length, commands: commands.length, kind: reaction },
          'reacted',
        );
      return { done: true };
    });

/** Tells whoever listens, and the metrics, how a simulation goes. */
const tellOf = ({ publishRunStatus, metrics }: ReactorOptions, { recorded, loaded }: Accepted): void => {
  const simulation = stateIn('simulation', loaded);
  if (simulation.status === 'absent') return;
  const status = runStatusOf(recorded, simulation);
  if (status !== undefined) publishRunStatus(status);
  observeSimulation(metrics, recorded, simulation);
};

/** What the event alone asks for, and what it asks of others as they are by now. */
const reactionsTo = async (options: ReactorOptions, { recorded, loaded }: Accepted): Promise<Reactions> => {
  const { states } = options;
  const { tenant, aggregate } = recorded.event;
  const { enqueued, admitted, left } = placesOf(recorded);
  const simulation = aggregate.type === 'simulation' ? stateIn('simulation', loaded) : undefined;
  const priority = simulation?.status === 'absent' ? undefined : simulation?.priority;
  const jobs = [...jobsOf(recorded, priority)];
  if (aggregate.type === 'policy') jobs.push(...regressionJobsOf(recorded, stateIn('policy', loaded)));
  for (const id of admitted) {
    const job = planJobOf(recorded, await latestSimulation(states, tenant, id));
    if (job !== undefined) jobs.push(job);
  }
  const deliveries = await deliveriesAfter(options, recorded);
  const bundle = await bundleAfter(options, recorded);
  jobs.push(...deliveries.jobs, ...bundle.jobs);
  const commands = [
    ...followUpsOf(recorded),
    ...(await rollOffsAfter(options, recorded)),
    ...deliveries.commands,
    ...bundle.commands,
  ];
  for (const id of enqueued) {
    if (!needsPlace(await latestSimulation(states, tenant, id))) commands.push(giveUpPlace(recorded, id));
  }
  for (const id of left) {
    if (needsPlace(await latestSimulation(states, tenant, id))) commands.push(takePlaceBack(recorded, id));
  }
  return { jobs, commands };
};

/** A command of this process's own, under an id that a redelivery of the event finds again. */
const toCommand = ({ event }: RecordedEvent, followUp: FollowUp, now: EpochMs): CommandEnvelope => {
  const { tenant, correlationId, eventId: causationId } = event;
  return ownCommand({ ...followUp, tenant, correlationId, causationId }, now);
};

/** An event that counts, and its aggregate as it is by now. */
type Accepted = { readonly recorded: RecordedEvent; readonly loaded: Loaded };

/** The event in the message, if the fence lets it count: losers and foreign messages have no consequences. */
const acceptedEvent = async (
  { log, states }: ReactorOptions,
  message: EventMessage,
): Promise<Accepted | undefined> => {
  const aggregate = parseEventSubject(message.subject);
  const { event } = openMessage(message);
  if (aggregate === undefined || event === undefined) return undefined;

  const loaded = await states.loadLatest(aggregate);
  const recent = loaded.applied.get(event.commandId)?.recorded;
  // Older than what the aggregate remembers of its commands: its whole history tells.
  const candidates = recent === undefined ? (await log.load(aggregate)).events : [recent];
  const recorded = candidates.find(({ seq }) => seq === message.seq);
  return recorded === undefined ? undefined : { recorded, loaded };
};
