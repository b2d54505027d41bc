import {
  DECIDER,
  REACTOR,
  RUNS_DECIDER,
  signatureIn,
  STREAM,
  workQueue,
  type Handled,
  type WorkQueueOptions,
} from '@policy-registry/event-store';
import { QueueTransport, type Logger, type MessageQueue } from '@policy-registry/platform';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { COMMANDS_QUEUE } from './decide/commands.controller.ts';
import type { ProjectorConfig } from './config.ts';
import type { CommandMessage } from './decide/intake.ts';
import { EVENTS_QUEUE } from './react/reactions.controller.ts';
import type { EventMessage } from './react/reactor.ts';
import { whileWhole } from './while-whole.ts';

export type QueuesOptions = {
  readonly connection: NatsConnection;
  readonly logger: Logger;
  readonly config: Pick<ProjectorConfig, 'DECISIONS_CONCURRENT_MAX'>;
  /** While the log lacks something, nothing is decided on it and nothing follows from it. */
  readonly isDamaged: () => boolean;
};

/** Run requests of schedulers that a projector decides at once: a flood of them leaves the other commands their time. */
const RUNS_CONCURRENT_MAX = 8;

/** The durable queues of the projector: commands to decide, those of schedulers apart, and events that something follows from. */
export const brokerQueues = ({ connection, logger, config, isDamaged }: QueuesOptions): QueueTransport => {
  const onFault = (error: unknown, { subject, seq }: JsMsg) =>
    logger.error({ err: error, subject, seq }, 'the message goes back to its queue');
  const onLost = (error: unknown) => logger.warn({ err: error }, 'nobody gives out messages: asking again');
  const deciding = (queue: Pick<WorkQueueOptions, 'stream' | 'durable' | 'concurrency'>): MessageQueue => ({
    pattern: COMMANDS_QUEUE,
    open: (work) =>
      workQueue(connection, {
        ...queue,
        onFault,
        onLost,
        work: whileWhole(isDamaged, async (message) => toHandled(await work(toCommandMessage(message)))),
      }),
  });
  return new QueueTransport([
    deciding({
      stream: STREAM.commands,
      durable: DECIDER,
      concurrency: config.DECISIONS_CONCURRENT_MAX,
    }),
    deciding({ stream: STREAM.runs, durable: RUNS_DECIDER, concurrency: RUNS_CONCURRENT_MAX }),
    {
      pattern: EVENTS_QUEUE,
      // In order, one at a time.
      open: (work) =>
        workQueue(connection, {
          stream: STREAM.events,
          durable: REACTOR,
          concurrency: 1,
          onFault,
          onLost,
          work: whileWhole(isDamaged, async (message) => toHandled(await work(toEventMessage(message)))),
        }),
    },
  ]);
};

/** A delivery as the broker's client gives it, as far as the queues read it. */
export type QueueMessage = Pick<JsMsg, 'subject' | 'data' | 'seq' | 'headers'> & {
  readonly info: Pick<JsMsg['info'], 'stream' | 'consumer' | 'deliveryCount' | 'timestampNanos'>;
};

export const toCommandMessage = (message: QueueMessage): CommandMessage => ({
  stream: message.info.stream,
  consumer: message.info.consumer,
  subject: message.subject,
  bytes: message.data,
  signature: signatureIn(message.headers),
  seq: message.seq,
  storedAt: storedAtMsOf(message),
  deliveries: message.info.deliveryCount,
  traceparent: message.headers?.get('traceparent') || undefined,
});

export const toEventMessage = (message: QueueMessage): EventMessage => ({
  seq: message.seq,
  subject: message.subject,
  bytes: message.data,
  storedAtMs: storedAtMsOf(message),
  traceparent: message.headers?.get('traceparent') || undefined,
});

// What a controller answered came through Nest untyped.
const toHandled = (result: unknown): Handled =>
  typeof result === 'object' && result !== null && 'laterMs' in result && typeof result.laterMs === 'number'
    ? { laterMs: result.laterMs }
    : { done: true };

const NANOS_PER_MS = 1_000_000;

const storedAtMsOf = ({ info }: QueueMessage): number =>
  Math.floor(Number(info.timestampNanos) / NANOS_PER_MS);
