import { setTimeout as pause } from 'node:timers/promises';

import { connect } from '@nats-io/transport-node';
import { brokerLogin, eventFeed, lastEventSeq, type EventFeed } from '@policy-registry/event-store';
import type { StoredMessage } from '@policy-registry/kernel';

import { Unavailable } from '../../servers/unavailable.ts';
import { UsageFault } from '../answer.ts';
import { readBytes } from '../files.ts';
import type { BrokerAccess, Settings } from '../settings.ts';

const CONNECT_MS = 5_000;
const BATCH_MAX = 1_000;
const SILENCE_MS_MAX = 30_000;

/** The stream of events, read with credentials that can only read. */
export type EventStream = {
  /** Sequence of the last message now. */
  readonly lastSeq: () => Promise<number>;
  /** The messages from the first one up to `upTo`, in stream order, one batch at a time. */
  readonly messages: (upTo: number) => AsyncGenerator<readonly StoredMessage[]>;
};

/** Lends the stream to `work`, and closes the connection afterwards. */
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
  const connection = await connected(broker);
  try {
    return await work({
      lastSeq: () => lastEventSeq(connection),
      messages: async function* (upTo) {
        if (upTo === 0) return;
        const feed = await eventFeed(connection, 0, 'audit');
        try {
          for (let reached = 0; reached < upTo;) {
            const batch = await nextOf(feed, reached);
            yield batch.filter(({ seq }) => seq <= upTo);
            const last = batch.at(-1);
            // Nothing is pending although more was announced: the end of the stream is missing.
            reached = last === undefined || last.pending === 0 ? upTo : last.seq;
          }
        } finally {
          await feed.close();
        }
      },
    });
  } finally {
    await connection.close();
  }
};

// A feed waits for ever; a broker that announced messages and delivers none is not waited for.
const nextOf = async (feed: EventFeed, reached: number) => {
  const given = new AbortController();
  const silence = pause(SILENCE_MS_MAX, undefined, { signal: given.signal }).then(() => {
    throw new Unavailable(`the broker delivers nothing after sequence ${reached}, although there is more`);
  });
  try {
    return await Promise.race([feed.next(BATCH_MAX), silence]);
  } finally {
    given.abort();
    silence.catch(() => undefined);
  }
};

const connected = async ({ url, credentialsFile }: BrokerAccess) => {
  const { authenticator, inboxPrefix } = brokerLogin(await readBytes(credentialsFile));
  try {
    return await connect({
      servers: url,
      authenticator,
      inboxPrefix,
      timeout: CONNECT_MS,
      name: 'policyctl audit',
    });
  } catch (cause) {
    throw new Unavailable(
      `the broker at ${url} does not let the user of ${credentialsFile} in; is the registry running?`,
      {
        cause,
      },
    );
  }
};
