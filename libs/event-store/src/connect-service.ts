import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { isUnavailable } from './broker-errors.ts';
import { brokerHealth, type BrokerHealth } from './broker-health.ts';
import { brokerLogin } from './broker-login.ts';
import { brokerServers } from './broker-servers.ts';
import { commandSigner, type CommandSigner } from './command-signature.ts';
import { connectGathering } from './gathering-transport.ts';
import { STREAM } from './streams.ts';

export type ServiceOptions = {
  /** One server, or several of a cluster separated by commas. */
  readonly url: string;
  /** Shown to the broker's operator. */
  readonly name: string;
  readonly credentialsFile: string;
  /** Told when the broker begins to serve, and when it ceases to. */
  readonly report?: (health: BrokerHealth) => void;
};

export type ServiceConnection = {
  readonly connection: NatsConnection;
  readonly sign: CommandSigner;
  /** Whether the broker serves now. */
  readonly health: () => BrokerHealth;
};

/** A server that hangs keeps its sockets: one that leaves two such questions unanswered is left. */
const PING_MS = 5_000;
const PINGS_UNANSWERED_MAX = 2;
/** Between two tries of one server; chance adds up to as much, so that not all come back at once. */
const RECONNECT_MS = 1_000;
/** For a connection, and for each attempt at another. */
const CONNECT_MS_MAX = 5_000;
const LOOK_EVERY_MS = 1_000;
const ANSWER_MS = 2_000;
/** How long a start waits for a cluster that is starting or choosing leaders itself. */
const SERVING_MS = 60_000;

/** A service at a broker that serves; with the key of its credentials it signs its commands. It reconnects for ever. */
export const connectService = async (options: ServiceOptions): Promise<ServiceConnection> => {
  const { authenticator, inboxPrefix, seed } = brokerLogin(await readFile(options.credentialsFile));
  const servers = brokerServers(options.url);
  const connection = await connectGathering({
    servers,
    name: options.name,
    authenticator,
    inboxPrefix,
    timeout: CONNECT_MS_MAX,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_MS,
    reconnectJitter: RECONNECT_MS,
    pingInterval: PING_MS,
    maxPingOut: PINGS_UNANSWERED_MAX,
    // A stack trace for each request would cost as much as the request.
    noAsyncTraces: true,
  });
  const health = await watched(connection, servers.length > 1, options.report ?? (() => undefined));
  return { connection, sign: commandSigner(seed), health };
};

/** Looks again and again until the connection is closed; resolves once the broker serves. */
const watched = async (
  connection: NatsConnection,
  hasOthers: boolean,
  report: (health: BrokerHealth) => void,
): Promise<() => BrokerHealth> => {
  const jsm = await jetstreamManager(connection, { checkAPI: false, timeout: ANSWER_MS });
  const health = brokerHealth({
    // Commands stand and fall with this leader. The first message of a queue was worked off long ago: the answer is short.
    ask: () =>
      jsm.streams.getMessage(STREAM.commands, { seq: 1 }).catch((error: unknown) => {
        if (isUnavailable(error)) throw error;
      }),
    isConnected: connectedState(connection),
    server: () => connection.getServer(),
    leave: hasOthers ? () => void connection.reconnect().catch(() => undefined) : undefined,
    report: (change) => (connection.isClosed() ? undefined : report(change)),
    nowMs: () => performance.now(),
  });
  const deadline = performance.now() + SERVING_MS;
  for (await health.look(); !health.now().ok; await health.look()) {
    if (performance.now() < deadline) await pause(LOOK_EVERY_MS);
    else {
      await connection.close();
      throw new Error(`the broker does not serve: ${health.now().detail}`);
    }
  }
  void (async () => {
    while (!connection.isClosed()) {
      await pause(LOOK_EVERY_MS, undefined, { ref: false });
      await health.look();
    }
  })();
  return health.now;
};

/** Whether the connection is up at the moment: one that reconnects for ever is never closed. */
const connectedState = (connection: NatsConnection): (() => boolean) => {
  let isConnected = !connection.isClosed();
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'close' || type === 'staleConnection') isConnected = false;
      if (type === 'reconnect') isConnected = true;
    }
  })();
  return () => isConnected && !connection.isClosed();
};
