import { jetstream, type Consumer, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { ACK_WAIT_MS } from './streams.ts';

/** What a worker made of a message. `later` gives it back for another try after a while. */
export type Handled = { readonly done: true } | { readonly laterMs: number };

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

const RETRY_PAUSE_MS = 250;
const RETRY_PAUSE_MAX_MS = 15_000;

/**
 * One message, one handler, acknowledged after the handler resolved; a handler still at work keeps its message.
 * Asks for no more messages than it works on, so that free workers elsewhere get theirs.
 */
export const workQueue = async (
  connection: NatsConnection,
  options: WorkQueueOptions,
): Promise<WorkQueue> => {
  const js = jetstream(connection);
  const consumer = await js.consumers.get(options.stream, options.durable);
  const lanes = await Promise.all(
    Array.from({ length: options.concurrency }, () => openLane(consumer, options)),
  );
  return { close: async () => void (await Promise.all(lanes.map((lane) => lane.close()))) };
};

// The client asks for the next message when its iterator is asked for one: a lane that works asks for nothing.
const openLane = async (consumer: Consumer, options: WorkQueueOptions): Promise<WorkQueue> => {
  const messages = await consumer.consume({ max_messages: 1 });
  const loop = (async () => {
    for await (const message of messages) await handle(message, options);
  })();
  return {
    close: async () => {
      await messages.close();
      await loop;
    },
  };
};

const handle = async (message: JsMsg, { work, onFault }: WorkQueueOptions): Promise<void> => {
  const keepAlive = setInterval(() => message.working(), ACK_WAIT_MS / 3);
  try {
    const handled = await work(message);
    if ('done' in handled) await message.ackAck();
    else message.nak(handled.laterMs);
  } catch (error) {
    onFault(error, message);
    message.nak(Math.min(RETRY_PAUSE_MS * 2 ** (message.info.deliveryCount - 1), RETRY_PAUSE_MAX_MS));
  } finally {
    clearInterval(keepAlive);
  }
};
