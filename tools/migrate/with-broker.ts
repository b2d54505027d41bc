import { readFile } from 'node:fs/promises';

import {
  BROKER_ANSWER_MS_MAX,
  brokerLogin,
  brokerServers,
  isUnavailable,
} from '@policy-registry/event-store';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { waitUntil } from '../servers/wait-until.ts';

export type BrokerAddress = { readonly servers: string; readonly credentialsFile: string };

const CONNECT_MS_MAX = 10_000;
/** How long a cluster may take to choose its leader. */
const SERVING_MS = 60_000;

/** Lends a connection to a broker that serves: a cluster that has just started is waited for. */
export const withBroker = async (
  { servers, credentialsFile }: BrokerAddress,
  work: (connection: NatsConnection) => Promise<void>,
): Promise<void> => {
  const { authenticator, inboxPrefix } = brokerLogin(await readFile(credentialsFile));
  const connection = await connect({
    servers: brokerServers(servers),
    authenticator,
    inboxPrefix,
    timeout: CONNECT_MS_MAX,
  });
  try {
    await waitUntil(`an answer of JetStream at ${servers}`, SERVING_MS, () =>
      jetstreamManager(connection, { timeout: BROKER_ANSWER_MS_MAX }).catch((error: unknown) => {
        if (!isUnavailable(error)) throw error;
      }),
    );
    await work(connection);
  } finally {
    await connection.close();
  }
};
