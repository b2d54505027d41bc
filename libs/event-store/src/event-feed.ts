import { setImmediate as turn } from 'node:timers/promises';

import { DeliverPolicy, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
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
  /** A feed of what comes after this sequence; see {@link Arrived}. */
  readonly feed: (afterSeq: number, arrived?: Arrived) => Promise<EventFeed>;
};

/**
 * Is shown each message as it comes, in stream order and before anybody takes it: what can be done with it alone is done
 * while whoever takes them waits for something else. Must not throw.
 */
export type Arrived = (message: FedMessage) => void;

export const eventSource = (connection: NatsConnection, jsm: StreamReader, name: string): EventSource => ({
  content: () => logContent(jsm),
  feed: (afterSeq, arrived) => eventFeed(connection, afterSeq, { name, arrived }),
});

/** Sequence of the last message in the EVENTS stream; 0 when it is empty. */
export const lastEventSeq = async (connection: NatsConnection): Promise<number> => {
  const { jsm } = await openJetStream(connection);
  return (await jsm.streams.info(STREAM.events)).state.last_seq;
};

/** As long as the broker waits before it says that nothing came; in between it says once that it is there. */
const PULL_EXPIRES_MS = 5_000;
/** A consumer of which nothing was heard for so long stands on a server that is gone or cut off. */
const SILENCE_MS_MAX = 2 * PULL_EXPIRES_MS;
/** Messages that are fetched ahead of whoever takes them. */
const AHEAD_MAX = 1_000;
/** Messages that are read on end; after so many it is somebody else's turn, as when the database has answered. */
const ON_END_MAX = 50;

export type FeedOptions = {
  /** Tells an operator whose consumer it is; it is not unique, so each feed adds its own ending. */
  readonly name?: string;
  readonly arrived?: Arrived | undefined;
  readonly silenceMsMax?: number;
};

/**
 * Reads EVENTS in order from the message after `afterSeq` on, for as long as it is asked. What comes while nobody asks
 * is kept, up to a limit, for the next batch. Rejects with {@link FeedSilent} once nothing is heard of its consumer: the
 * consumer has one copy, and the client asks for ever for one whose server is cut off.
 */
export const eventFeed = async (
  connection: NatsConnection,
  afterSeq: number,
  { name = 'feed', arrived = () => undefined, silenceMsMax = SILENCE_MS_MAX }: FeedOptions = {},
): Promise<EventFeed> => {
  const { js } = await openJetStream(connection);
  const consumer = await js.consumers.get(STREAM.events, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: afterSeq + 1,
    // The broker lets its users create consumers with just this filter.
    filter_subjects: 'registry.evt.>',
    name_prefix: `${name}_${nuid.next()}`,
  });
  const messages = await consumer.consume({ max_messages: AHEAD_MAX, expires: PULL_EXPIRES_MS });
  const ahead = readAhead(messages, { arrived, silenceMsMax });
  let closing: Promise<unknown> | undefined;

  return {
    next: async (max) => {
      const taken = closing === undefined ? await ahead.take(max) : [];
      if (taken.length === 0) throw new FeedClosed('the feed of events is closed');
      return taken;
    },
    close: async () => {
      // A consumer that is silent hears nothing either; the broker forgets it after a while without anybody who asks.
      closing ??= ahead.end().then(() => (ahead.isSilent() ? undefined : consumer.delete()));
      await closing;
    },
  };
};

/** Reads on by itself for as long as there is room. Nothing is taken any more after the end. */
const readAhead = (
  messages: ConsumerMessages,
  { arrived, silenceMsMax }: { readonly arrived: Arrived; readonly silenceMsMax: number },
) => {
  const waiting: FedMessage[] = [];
  let read = 0;
  let isEnded = false;
  let fault: { readonly error: unknown } | undefined;
  let { promise: changed, resolve: change } = Promise.withResolvers<void>();
  const tell = (): void => {
    change();
    ({ promise: changed, resolve: change } = Promise.withResolvers<void>());
  };
  const fail = (error: unknown): void => {
    fault ??= { error };
    tell();
  };
  const silence = whenSilent(silenceMsMax, {
    // While there is no room, nothing is asked for.
    isAsked: () => waiting.length < AHEAD_MAX,
    act: () => fail(new FeedSilent(silenceMsMax)),
  });
  const over = (): void => {
    isEnded = true;
    silence.end();
    tell();
  };
  const end = async (): Promise<void> => {
    over();
    await messages.close();
  };

  const readOn = async (): Promise<void> => {
    try {
      for await (const message of messages) {
        const fed = toFed(message);
        arrived(fed);
        waiting.push(fed);
        silence.heard();
        tell();
        read += 1;
        if (read % ON_END_MAX === 0) await turn();
        // The client asks for more only when it is asked for more.
        while (waiting.length >= AHEAD_MAX && !isEnded) await changed;
      }
      over();
    } catch (error) {
      fail(error);
    }
  };
  void readOn();
  void hearSigns(messages, silence.heard);

  return {
    take: async (max: number): Promise<readonly FedMessage[]> => {
      while (waiting.length === 0 && fault === undefined && !isEnded) await changed;
      // What came in one piece is taken as one batch.
      if (waiting.length < max) await turn();
      if (isEnded) return [];
      if (waiting.length === 0 && fault !== undefined) throw fault.error;
      const taken = waiting.splice(0, max);
      tell();
      return taken;
    },
    isSilent: () => fault?.error instanceof FeedSilent,
    end,
  };
};

/** A consumer says that it is there, and what it did not give of what it was asked for; all else the client says itself. */
const hearSigns = async (messages: ConsumerMessages, heard: () => void): Promise<void> => {
  for await (const { type } of messages.status()) if (type === 'heartbeat' || type === 'discard') heard();
};

type Silence = { readonly isAsked: () => boolean; readonly act: () => void };

/** Acts once nothing was heard for so long of what is asked. */
const whenSilent = (ms: number, { isAsked, act }: Silence) => {
  let isOver = false;
  const timer = setTimeout(() => (isAsked() ? act() : timer.refresh()), ms);
  return {
    // One that was cleared must not begin again.
    heard: () => void (isOver || timer.refresh()),
    end: (): void => {
      isOver = true;
      clearTimeout(timer);
    },
  };
};

/** Nothing was heard of the consumer of a feed: another one may be given another server. */
export class FeedSilent extends Error {
  override readonly name = 'FeedSilent';

  constructor(silenceMsMax: number) {
    super(`the broker has said nothing of the stream of events for ${silenceMsMax} ms`);
  }
}

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
