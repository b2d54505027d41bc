import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { Heartbeat } from '@policy-registry/domain';
import {
  canonicalBytes,
  heartbeatSubject,
  parseHeartbeatSubject,
  toTimestamp,
  type ConsumerRef,
} from '@policy-registry/kernel';

import type { JetStreamWriter } from './jetstream-ports.ts';
import { openJetStream } from './open-jetstream.ts';
import { HEARTBEATS_KEEPER, STREAM } from './streams.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/** Passes on what a consumer says of itself. Resolves once the broker has it. */
export type HeartbeatPublisher = (consumer: ConsumerRef, heartbeat: Heartbeat) => Promise<void>;

export const heartbeatPublisher =
  (js: JetStreamWriter): HeartbeatPublisher =>
  async (consumer, heartbeat) => {
    await js.publish(heartbeatSubject(consumer), canonicalBytes(heartbeat), { timeout: PUBLISH_TIMEOUT_MS });
  };

/** A heartbeat as the broker kept it. */
export type KeptHeartbeat = ConsumerRef & Heartbeat & { readonly seenAt: string };

export type HeartbeatFeed = {
  /**
   * Hands over the heartbeats that came within about a second, `HEARTBEATS_AT_ONCE_MAX` at most, and none where there were
   * none. They come again unless `keep` resolves. Rejects when `keep` does, and when nothing is heard of the broker.
   */
  readonly next: (
    keep: (heartbeats: readonly KeptHeartbeat[]) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
};

/** Fewer than the broker leaves under way of one consumer. */
const HEARTBEATS_AT_ONCE_MAX = 500;
const GATHERED_MS = 1_000;
/** What was asked for is over by then, or nobody is there who would say so. */
const OVERDUE_MS = 5_000;

/** Of all projectors each heartbeat goes to one. */
export const heartbeatFeed = async (connection: NatsConnection): Promise<HeartbeatFeed> => {
  const { js } = await openJetStream(connection);
  const consumer = await js.consumers.get(STREAM.heartbeats, HEARTBEATS_KEEPER);

  const gather = async (signal: AbortSignal): Promise<readonly JsMsg[]> => {
    const asked = await consumer.fetch({
      max_messages: HEARTBEATS_AT_ONCE_MAX,
      expires: GATHERED_MS,
      bind: true,
    });
    const stop = (): void => void asked.close();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    let isOverdue = false;
    const overdue = setTimeout(() => {
      isOverdue = true;
      stop();
    }, OVERDUE_MS);
    try {
      const messages: JsMsg[] = [];
      for await (const message of asked) messages.push(message);
      if (isOverdue) throw new Error('the broker does not say that there are no heartbeats');
      return messages;
    } finally {
      clearTimeout(overdue);
      signal.removeEventListener('abort', stop);
    }
  };

  return {
    next: async (keep, signal) => {
      const messages = await gather(signal);
      const heartbeats = messages.map(toHeartbeat).filter((heartbeat) => heartbeat !== undefined);
      if (heartbeats.length > 0) await keep(heartbeats);
      for (const message of messages) message.ack();
    },
  };
};

/** `undefined` for a message that is none: nobody but the gateway may publish there, which writes no such. */
const toHeartbeat = (message: JsMsg): KeptHeartbeat | undefined => {
  const consumer = parseHeartbeatSubject(message.subject);
  const heartbeat = Heartbeat.safeParse(parsed(message));
  if (consumer === undefined || !heartbeat.success) return undefined;
  const seenAt = toTimestamp(Math.floor(message.info.timestampNanos / 1_000_000));
  return { ...consumer, ...heartbeat.data, seenAt };
};

const parsed = (message: JsMsg): unknown => {
  try {
    return message.json();
  } catch {
    return undefined;
  }
};
