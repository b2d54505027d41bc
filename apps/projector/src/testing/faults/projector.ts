import {
  commandPublisher,
  deadLetters,
  DECIDER,
  FeedClosed,
  jetStreamEventLog,
  jetStreamOutcomes,
  jobPublisher,
  logContent,
  queuedJobs,
  REACTOR,
  RUNS_DECIDER,
  STREAM,
  suspects,
  tenantsWith,
  workOn,
  type EventFeed,
  type Every,
  type FedMessage,
  type Handled,
} from '@policy-registry/event-store';
import { simulatedClient, type SimulatedMessageDelivery } from '@policy-registry/event-store/simulated';
import type { Nudge } from '@policy-registry/kernel';
import { createLogger, createMetrics } from '@policy-registry/platform';
import { inMemoryReadModelStore, inMemoryTimerStore } from '@policy-registry/postgres/simulated';

import { decideCommand } from '../../decide/decide-command.ts';
import { dryRunCommand } from '../../decide/dry-run-command.ts';
import { intake } from '../../decide/intake.ts';
import { stateCache } from '../../decide/state-cache.ts';
import { startProjection } from '../../project/projection.ts';
import { toCommandMessage, toEventMessage } from '../../queues.ts';
import { reactor } from '../../react/reactor.ts';
import { shardReleaser } from '../../react/release-shards.ts';
import { startSweep } from '../../react/sweep.ts';
import { startTimers } from '../../react/timers.ts';
import { honest, type Sabotage } from './sabotage.ts';
import type { Process } from './scheduler.ts';
import { nextDelivery, signedBy, type Surroundings } from './surroundings.ts';

// The parts are those of the process; only what it would reach over a wire, and its clock, are simulated.

const logger = createLogger({ app: 'projector', instance: 'simulated', level: 'silent' });
const metrics = createMetrics('projector');
const DECISIONS_CONCURRENT = 2;

/** Starts a projector: it decides, reacts and projects until its process ends. */
export const startProjector = (
  around: Surroundings,
  process: Process,
  nudge: (told: Nudge) => void,
  sabotage: Sabotage = honest,
): void => {
  const { scheduler, broker, lag } = around;
  const wire = around.wire(process);
  const { js, jsm } = simulatedClient(broker, wire, lag);
  const nowMs = scheduler.nowMs;
  const log = sabotage.log(jetStreamEventLog(js, jsm), around);
  const outcomes = sabotage.outcomes(jetStreamOutcomes(js, jsm), around);
  const states = sabotage.states(stateCache(log));
  const publishJob = sabotage.publishJob(jobPublisher(js), around);
  const later = (ms: number, run: () => void) => scheduler.later(process, ms, run);
  const publishRunStatus = (): void => undefined;

  const decide = intake({
    verifySignature: () => undefined,
    decide: decideCommand({
      log: sabotage.decidersLog(log),
      outcomes,
      states: sabotage.decidersStates(states),
      nowMs,
    }),
    dryRun: dryRunCommand({ log, states: sabotage.decidersStates(states), nowMs }),
    record: (outcome) => outcomes.record(outcome),
    nudge,
    publishRunStatus,
    bury: sabotage.bury(deadLetters(js)),
    suspects: suspects(js, jsm),
    unreadable: () => undefined,
    logger,
    metrics,
  });
  const sweep = startSweep({
    release: shardReleaser({ states, queued: queuedJobs(jsm), publishJob }),
    tenants: () => tenantsWith(jsm, 'queue'),
    observe: () => undefined,
    logger,
    metrics,
    later,
  });
  const publishCommand = sabotage.publishCommand(commandPublisher(js, jsm, signedBy('projector')), around);
  startTimers({
    store: inMemoryTimerStore(around.rows, wire),
    tenants: () => tenantsWith(jsm, 'tenant'),
    publishCommand,
    isDamaged: () => false,
    ...{ logger, metrics, nowMs, later },
  });
  const react = reactor({
    log,
    states,
    publishJob,
    publishCommand,
    releaseShards: sweep.release,
    openTenant: async () => undefined,
    publishRunStatus,
    logger,
    metrics,
    nowMs,
  });

  const lane = async (durable: string, work: (message: SimulatedMessageDelivery) => Promise<Handled>) => {
    for (;;) {
      const message = sabotage.delivery(await nextDelivery(around, process, durable), durable);
      await workOn(message, { work, onFault: around.onFault, every: everyOf(later) });
    }
  };
  for (let count = 0; count < DECISIONS_CONCURRENT; count += 1)
    void lane(DECIDER, (message) => decide(toCommandMessage(message)));
  void lane(RUNS_DECIDER, (message) => decide(toCommandMessage(message)));
  void lane(REACTOR, (message) => react(toEventMessage(message)));
  void startProjection({
    events: {
      content: () => logContent(jsm),
      feed: async (afterSeq) => feedOf(around, process, afterSeq),
    },
    store: sabotage.store(inMemoryReadModelStore(around.rows, wire), around.rows, wire),
    logger,
    metrics,
    nowMs,
    pause: (ms) => new Promise<void>((resolve) => later(ms, resolve)),
  }).catch(() => around.crash(process));
};

/** Calls back again and again by the virtual clock. */
export const everyOf =
  (later: (ms: number, run: () => void) => () => void): Every =>
  (periodMs, beat) => {
    let cancel = later(periodMs, turn);
    function turn(): void {
      cancel = later(periodMs, turn);
      beat();
    }
    return () => cancel();
  };

/** What the log holds after a sequence, a few messages at a time. */
const feedOf = (
  { scheduler, broker, random }: Surroundings,
  process: Process,
  afterSeq: number,
): EventFeed => {
  const stream = broker.stream(STREAM.events);
  let seq = afterSeq;
  const take = (max: number): readonly FedMessage[] => {
    const taken: FedMessage[] = [];
    while (taken.length < max) {
      const message = stream.after(seq);
      if (message === undefined) break;
      seq = message.seq;
      const { subject, data: bytes, storedAtMs } = message;
      taken.push({
        seq,
        subject,
        bytes,
        storedAtMs,
        traceparent: undefined,
        pending: stream.lastSeq() - seq,
      });
    }
    return taken;
  };
  let isClosed = false;
  return {
    next: (max) =>
      new Promise((resolve, reject) => {
        const isReady = () => isClosed || stream.lastSeq() > seq;
        const run = () =>
          isClosed
            ? reject(new FeedClosed('the feed is closed'))
            : resolve(take(Math.min(max, 1 + random.below(8))));
        scheduler.poll({ process, isReady, run });
      }),
    close: async () => {
      isClosed = true;
    },
  };
};
