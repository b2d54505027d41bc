import { jetstream, jetstreamManager, type ConsumerInfo } from '@nats-io/jetstream';
import { connect, credsAuthenticator, headers, type NatsConnection } from '@nats-io/transport-node';

import { jsonOf, textAt } from './json.ts';
import type { BrokerLogin } from './stack.ts';

const CONNECT_MS = 10_000;

/** A message as a stream holds it. */
export type Stored = {
  readonly seq: number;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly header: (name: string) => string;
};

/** What a message may carry besides its bytes. */
export type Extra = { readonly messageId?: string; readonly header?: Readonly<Record<string, string>> };

/** The broker as one of its users sees it. */
export type Broker = {
  readonly connection: NatsConnection;
  /** Stores a message, and answers whether the broker took it for a repetition. */
  readonly publish: (subject: string, text: string | Uint8Array, extra?: Extra) => Promise<boolean>;
  readonly last: (stream: string, subject: string) => Promise<Stored | undefined>;
  readonly sizeOf: (stream: string) => Promise<number>;
  readonly consumerOf: (stream: string, durable: string) => Promise<ConsumerInfo>;
  readonly close: () => Promise<void>;
};

export const openConnection = ({ url, credentials }: BrokerLogin): Promise<NatsConnection> =>
  connect({
    servers: url.split(','),
    authenticator: credsAuthenticator(credentials),
    inboxPrefix: `_INBOX_${nameIn(credentials)}`,
    timeout: CONNECT_MS,
    reconnect: false,
  });

/** The name in the user's token, after which its inbox is called. */
const nameIn = (credentials: Uint8Array): string => {
  const [, claims = ''] = /^[\w-]+\.([\w-]+)\.[\w-]+$/m.exec(Buffer.from(credentials).toString('utf8')) ?? [];
  return textAt(jsonOf(Buffer.from(claims, 'base64url').toString('utf8')), 'name');
};

export const openBroker = async (login: BrokerLogin): Promise<Broker> => {
  const connection = await openConnection(login);
  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection);
  return {
    connection,
    publish: async (subject, text, { messageId, header = {} } = {}) => {
      const options = messageId === undefined ? {} : { msgID: messageId };
      const carried = headers();
      for (const [name, value] of Object.entries(header)) carried.set(name, value);
      return (await js.publish(subject, text, { ...options, headers: carried })).duplicate;
    },
    last: async (stream, subject) => {
      const message = await jsm.streams.getMessage(stream, { last_by_subj: subject });
      if (message === null) return undefined;
      const { seq, subject: stored, data, header } = message;
      return { seq, subject: stored, bytes: data, header: (name) => header?.get(name) ?? '' };
    },
    sizeOf: async (stream) => (await jsm.streams.info(stream)).state.messages,
    consumerOf: (stream, durable) => jsm.consumers.info(stream, durable),
    close: () => connection.close(),
  };
};
