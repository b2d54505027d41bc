import { setTimeout as pause } from 'node:timers/promises';

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
  /** Told when nobody gives out messages any more: once, until somebody does again. It is asked for ever. */
  readonly onLost: (error: unknown) => void;
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
  const next = asker(consumer, options.onLost);
  const closing = new AbortController();
  const lanes = Array.from({ length: options.concurrency }, async () => {
    while (!closing.signal.aborted && !connection.isClosed()) {
      const message = await next(closing.signal);
      if (message !== undefined) await workOn(message, { ...options, every });
    }
  });
  return {
    close: async () => {
      closing.abort();
      await Promise.all(lanes);
    },
  };
};

/**
 * The broker says this often that it still knows of a lane that waits, and what a lane asked for is over after the
 * other: a leader that is gone tells nobody so, and one that hung must not send what nobody waits for. The client
 * gives up after two silences.
 */
const HEARTBEAT_MS = 2_500;
const ASKED_FOR_MS = 2 * HEARTBEAT_MS;
const ASK_AGAIN_MS = 250;
/** A connection that moves to another server takes no request along, and the client may then wait for ever. */
const OVERDUE_MS = ASKED_FOR_MS + 2 * HEARTBEAT_MS;

/** The next message, or nothing: after a while without one, after a fault, or when the signal says to wait no more. */
type Next = (signal: AbortSignal) => Promise<JsMsg | undefined>;

/**
 * Each message is asked for by itself, once its lane is free. A subscription that goes on while its lane works counts
 * the silence of then as well, and asks in the name of a lane that takes nothing.
 */
const asker = (consumer: Consumer, onLost: WorkQueueOptions['onLost']): Next => {
  let isLost = false;
  return async (signal) => {
    try {
      const message = await ask(consumer, signal);
      isLost = false;
      return message;
    } catch (error) {
      if (!isLost && !signal.aborted) onLost(error);
      isLost = true;
      await pause(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  };
};

const ask = async (consumer: Consumer, signal: AbortSignal): Promise<JsMsg | undefined> => {
  const asked = await consumer.fetch({
    max_messages: 1,
    expires: ASKED_FOR_MS,
    idle_heartbeat: HEARTBEAT_MS,
    // Asks for the message, and not first for the consumer.
    bind: true,
  });
  const stop = (): void => void asked.close();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const overdue = setTimeout(stop, OVERDUE_MS);
  try {
    for await (const message of asked) return message;
    return undefined;
  } finally {
    clearTimeout(overdue);
    signal.removeEventListener('abort', stop);
  }
};

const every: Every = (periodMs, beat) => {
  const timer = setInterval(beat, periodMs);
  return () => clearInterval(timer);
};
