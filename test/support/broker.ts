import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';

import type { BrokerLogin } from './stack.ts';

const CONNECT_MS = 10_000;

/** A message as a stream holds it. */
export type Stored = {
  readonly seq: number;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly header: (name: string) => string;
};

/** The broker as one of its users sees it. */
export type Broker = {
  readonly connection: NatsConnection;
  /** Stores a message, and answers whether the broker took it for a repetition. */
  readonly publish: (subject: string, text: string | Uint8Array, messageId?: string) => Promise<boolean>;
  readonly last: (stream: string, subject: string) => Promise<Stored | undefined>;
  readonly sizeOf: (stream: string) => Promise<number>;
  readonly close: () => Promise<void>;
};

export const openConnection = ({ url, user, password }: BrokerLogin): Promise<NatsConnection> =>
  connect({
    servers: url,
    user,
    pass: password,
    inboxPrefix: `_INBOX_${user}`,
    timeout: CONNECT_MS,
    reconnect: false,
  });

export const openBroker = async (login: BrokerLogin): Promise<Broker> => {
  const connection = await openConnection(login);
  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection);
  return {
    connection,
    publish: async (subject, text, messageId) => {
      const options = messageId === undefined ? {} : { msgID: messageId };
      return (await js.publish(subject, text, { ...options, headers: headers() })).duplicate;
    },
    last: async (stream, subject) => {
      const message = await jsm.streams.getMessage(stream, { last_by_subj: subject });
      if (message === null) return undefined;
      const { seq, subject: stored, data, header } = message;
      return { seq, subject: stored, bytes: data, header: (name) => header?.get(name) ?? '' };
    },
    sizeOf: async (stream) => (await jsm.streams.info(stream)).state.messages,
    close: () => connection.close(),
  };
};
