import { afterAll, beforeAll, describe } from '@jest/globals';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { ensureStreams } from '../ensure-streams.ts';
import { startLocalBroker, type LocalBroker } from './local-broker.ts';

const START_MS = 30_000;

/** A broker of the suite's own, with the registry's streams. */
export type TestBroker = Pick<LocalBroker, 'url' | 'signal'> & {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
};

export type BrokerOptions = {
  readonly settings?: string;
  readonly user?: { readonly user: string; readonly pass: string };
  readonly duplicateWindowMs?: number;
};

/**
 * Starts a broker with the registry's streams from the server that TEST_NATS_BIN names. What was started is
 * stopped, also when the rest fails.
 */
export const startTestBroker = async (
  binary: string,
  { settings, user, duplicateWindowMs = 120_000 }: BrokerOptions = {},
): Promise<TestBroker & { readonly stop: () => Promise<void> }> => {
  const server = await startLocalBroker(binary, settings);
  try {
    const connection = await connect({ servers: server.url, ...user });
    await ensureStreams(connection, { duplicateWindowMs, replicas: 1 });
    const stop = async (): Promise<void> => {
      await connection.close();
      await server.stop();
    };
    return {
      url: server.url,
      signal: server.signal,
      connection,
      js: jetstream(connection),
      jsm: await jetstreamManager(connection),
      stop,
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
};

/** A suite with a real broker; skipped where there is no server to start. */
export const brokerSuite = (
  name: string,
  specs: (broker: () => TestBroker) => void,
  options?: BrokerOptions,
): void => {
  const binary = process.env['TEST_NATS_BIN'];
  const suite = binary === undefined ? describe.skip : describe;
  suite(`${name} (needs TEST_NATS_BIN)`, () => {
    let started: Awaited<ReturnType<typeof startTestBroker>> | undefined;
    beforeAll(async () => {
      started = await startTestBroker(binary ?? '', options);
    }, START_MS);
    afterAll(() => started?.stop());
    specs(() => {
      if (started === undefined) throw new Error('the broker has not started');
      return started;
    });
  });
};
