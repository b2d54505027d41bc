import { DeliverPolicy, type Consumer, type JsMsg } from '@nats-io/jetstream';
import { nuid, type NatsConnection } from '@nats-io/nats-core';
import type { StoredMessage } from '@policy-registry/kernel';

import type { StreamReader } from './jetstream-ports.ts';
import { logContent, type LogContent } from './log-content.ts';
import { openJetStream } from './open-jetstream.ts';
import { STREAM } from './streams.ts';

/** A message of the EVENTS stream with what a projection needs to trace it. */
export type FedMessage = StoredMessage & {
  readonly traceparent: string | undefined;
  readonly storedAtMs: number;
  /** Messages of the stream after this one, when it was delivered. */
  readonly pending: number;
};

export type EventFeed = {
  /** The next messages in stream order: at least one, at most `max`. Rejects when the feed was closed. */
  readonly next: (max: number) => Promise<readonly FedMessage[]>;
  readonly close: () => Promise<void>;
};

/** The EVENTS stream, for whoever reads it in order. */
export type EventSource = {
  readonly content: () => Promise<LogContent>;
  /** A feed of what comes after this sequence. */
  readonly feed: (afterSeq: number) => Promise<EventFeed>;
};

export const eventSource = (connection: NatsConnection, jsm: StreamReader, name: string): EventSource => ({
  content: () => logContent(jsm),
  feed: (afterSeq) => eventFeed(connection, afterSeq, name),
});

/** Sequence of the last message in the EVENTS stream; 0 when it is empty. */
export const lastEventSeq = async (connection: NatsConnection): Promise<number> => {
  const { jsm } = await openJetStream(connection);
  return (await jsm.streams.info(STREAM.events)).state.last_seq;
};

const FETCH_EXPIRES_MS = 2_000;

/**
 * Reads EVENTS in order from the message after `afterSeq` on, for as long as it is asked. `name` tells an operator
 * whose consumer it is; it is not unique, so each feed adds its own ending.
 */
export const eventFeed = async (
  connection: NatsConnection,
  afterSeq: number,
  name = 'feed',
): Promise<EventFeed> => {
  const { js } = await openJetStream(connection);
  const consumer = await js.consumers.get(STREAM.events, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: afterSeq + 1,
    // The broker lets its users create consumers with just this filter.
    filter_subjects: 'registry.evt.>',
    name_prefix: `${name}_${nuid.next()}`,
  });
  let closing: Promise<unknown> | undefined;

  return {
    next: async (max) => {
      while (closing === undefined) {
        try {
          const messages = await nextBatch(consumer, max);
          if (messages.length > 0) return messages;
        } catch (error) {
          // Closing takes the consumer away from whoever waits on it.
          if (closing === undefined) throw error;
        }
      }
      throw new FeedClosed('the feed of events is closed');
    },
    close: async () => {
      closing ??= consumer.delete();
      await closing;
    },
  };
};

/** What there is, at most `max`; nothing when nothing came for a while. */
const nextBatch = async (consumer: Consumer, max: number): Promise<readonly FedMessage[]> => {
  const first = await consumer.next({ expires: FETCH_EXPIRES_MS });
  if (first === null) return [];
  const messages = [toFed(first)];
  const waiting = Math.min(first.info.pending, max - 1);
  if (waiting === 0) return messages;
  const rest = await consumer.fetch({ max_messages: waiting, expires: FETCH_EXPIRES_MS });
  for await (const message of rest) messages.push(toFed(message));
  return messages;
};

export class FeedClosed extends Error {
  override readonly name = 'FeedClosed';
}

const toFed = (message: JsMsg): FedMessage => ({
  seq: message.seq,
  subject: message.subject,
  bytes: message.data,
  traceparent: message.headers?.get('traceparent') || undefined,
  storedAtMs: Math.floor(Number(message.info.timestampNanos) / 1_000_000),
  pending: message.info.pending,
});
