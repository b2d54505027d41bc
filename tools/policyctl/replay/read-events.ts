import type { NatsConnection } from '@nats-io/nats-core';
import {
  eventFeed,
  lastEventSeq,
  type Arrived,
  type EventFeed,
  type FedMessage,
} from '@policy-registry/event-store';
import type { StoredMessage } from '@policy-registry/kernel';

import { Unavailable } from '../../servers/unavailable.ts';
import { UsageFault } from '../answer.ts';
import { connectBroker } from '../client/broker.ts';
import type { Settings } from '../settings.ts';

const BATCH_MAX = 1_000;
const SILENCE_MS_MAX = 30_000;

/** The stream of events, for whoever reads it in order. */
export type EventStream<Message extends StoredMessage = StoredMessage> = {
  /** Sequence of the last message now. */
  readonly lastSeq: () => Promise<number>;
  /** The messages behind `after`, or all, up to `upTo`, in stream order, one batch at a time. */
  readonly messages: (upTo: number, after?: number) => AsyncGenerator<readonly Message[]>;
};

/** Lends the stream to `work`, as a user who can only read it, and closes the connection afterwards. */
export const withEventStream = async <T>(
  settings: Pick<Settings, 'broker'>,
  work: (stream: EventStream) => Promise<T>,
): Promise<T> => {
  const { broker } = settings;
  if (broker === undefined) {
    throw new UsageFault(
      'the auditor of the stream is not known: give --stack, or POLICYCTL_NATS_URL and _NATS_CREDS_FILE',
    );
  }
  const connection = await connectBroker(broker, 'policyctl audit');
  try {
    return await work(eventStreamOf(connection, 'audit'));
  } finally {
    await connection.close();
  }
};

/** The stream over a connection; `name` tells an operator whose consumer it is, and `arrived` is shown what comes. */
export const eventStreamOf = (
  connection: NatsConnection,
  name: string,
  arrived?: Arrived,
): EventStream<FedMessage> => ({
  lastSeq: () => lastEventSeq(connection),
  messages: async function* (upTo, after = 0) {
    if (upTo <= after) return;
    const feed = await eventFeed(connection, after, { name, arrived });
    // The next batch is on its way while this one is worked on.
    let coming = ahead(feed, after);
    try {
      for (;;) {
        const batch = await coming;
        const last = batch.at(-1);
        // Nothing is pending although more was announced: the end of the stream is missing.
        const isLast = last === undefined || last.pending === 0 || last.seq >= upTo;
        if (!isLast) coming = ahead(feed, last.seq);
        yield batch.filter(({ seq }) => seq <= upTo);
        if (isLast) return;
      }
    } finally {
      await feed.close();
    }
  },
});

// What it rejects with is heard when it is awaited, or not at all by who reads no further.
const ahead = (feed: EventFeed, reached: number): ReturnType<typeof nextOf> => {
  const coming = nextOf(feed, reached);
  coming.catch(() => undefined);
  return coming;
};

// A feed waits for ever; a broker that announced messages and delivers none is not waited for.
const nextOf = async (feed: EventFeed, reached: number) => {
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      silence.reject(
        new Unavailable(`the broker delivers nothing after sequence ${reached}, although there is more`),
      ),
    SILENCE_MS_MAX,
  );
  try {
    return await Promise.race([feed.next(BATCH_MAX), silence.promise]);
  } finally {
    clearTimeout(timer);
  }
};
