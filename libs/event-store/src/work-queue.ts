import type { Consumer, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { openJetStream } from './open-jetstream.ts';
import { workOn, type Every, type Handled } from './work-on.ts';

export type WorkQueueOptions = {
  readonly stream: string;
  readonly durable: string;
  /** Messages under way in this process at once. */
  readonly concurrency: number;
  /** Called for each message. A throw gives the message back after a pause. */
  readonly work: (message: JsMsg) => Promise<Handled>;
  /** Told about every throw of `work`. */
  readonly onFault: (error: unknown, message: JsMsg) => void;
};

export type WorkQueue = { readonly close: () => Promise<void> };

/**
 * One message, one handler, acknowledged after the handler resolved; a handler still at work keeps its message.
 * Asks for no more messages than it works on, so that free workers elsewhere get theirs.
 */
export const workQueue = async (
  connection: NatsConnection,
  options: WorkQueueOptions,
): Promise<WorkQueue> => {
  const { js } = await openJetStream(connection);
  const consumer = await js.consumers.get(options.stream, options.durable);
  const lanes = await Promise.all(
    Array.from({ length: options.concurrency }, () => openLane(consumer, options)),
  );
  return { close: async () => void (await Promise.all(lanes.map((lane) => lane.close()))) };
};

/**
 * While a lane waits, the broker says this often that it still knows of it. After two silences the lane asks again: a
 * leader that is gone tells nobody so. The client counts silences while a lane works as well, and then asks for a message
 * that nobody works on yet: so the silence is longer than most work.
 */
const HEARTBEAT_MS = 15_000;
/** What was asked of a leader that hung is over when it comes back. */
const ASKED_FOR_MS = 2 * HEARTBEAT_MS;

// The client asks for the next message when its iterator is asked for one: a lane that works asks for nothing.
const openLane = async (consumer: Consumer, options: WorkQueueOptions): Promise<WorkQueue> => {
  const messages = await consumer.consume({
    max_messages: 1,
    expires: ASKED_FOR_MS,
    idle_heartbeat: HEARTBEAT_MS,
    // Asks for the message, and not first for the consumer.
    bind: true,
  });
  const loop = (async () => {
    for await (const message of messages) await workOn(message, { ...options, every });
  })();
  return {
    close: async () => {
      await messages.close();
      await loop;
    },
  };
};

const every: Every = (periodMs, beat) => {
  const timer = setInterval(beat, periodMs);
  return () => clearInterval(timer);
};
