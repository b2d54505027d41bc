import { readFile } from 'node:fs/promises';

import { connect, type NatsConnection } from '@nats-io/transport-node';

import { brokerLogin } from './broker-login.ts';
import { commandSigner, type CommandSigner } from './command-signature.ts';

/** For a connection, and for each attempt at another. */
const CONNECT_MS_MAX = 5_000;
/** A broker that leaves two of these pings without an answer is gone, also when its connection stands. */
const PING_MS = 10_000;
const PINGS_UNANSWERED_MAX = 2;

export type ServiceOptions = {
  readonly url: string;
  /** Shown to the broker's operator. */
  readonly name: string;
  readonly credentialsFile: string;
};

export type ServiceConnection = { readonly connection: NatsConnection; readonly sign: CommandSigner };

/** A service at the broker; with the key of its credentials it signs its commands. */
export const connectService = async ({
  url,
  name,
  credentialsFile,
}: ServiceOptions): Promise<ServiceConnection> => {
  const { authenticator, inboxPrefix, seed } = brokerLogin(await readFile(credentialsFile));
  const connection = await connect({
    servers: url,
    name,
    authenticator,
    inboxPrefix,
    timeout: CONNECT_MS_MAX,
    pingInterval: PING_MS,
    maxPingOut: PINGS_UNANSWERED_MAX,
    // A broker that restarts comes back.
    maxReconnectAttempts: -1,
    // A stack trace for each request would cost as much as the request.
    noAsyncTraces: true,
  });
  return { connection, sign: commandSigner(seed) };
};
