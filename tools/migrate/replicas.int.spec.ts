import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureStreams } from '@policy-registry/event-store';
import { startLocalBroker, type LocalBroker } from '@policy-registry/event-store/testing';
import { ensureBlobBuckets } from '@policy-registry/object-store';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { freePort } from '../servers/free-port.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { streamsAt, verifyReplicas } from './replicas.ts';

const START_MS = 120_000;
const duplicateWindowMs = 120_000;
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

const startCluster = async (): Promise<readonly LocalBroker[]> => {
  const ports = [await freePort(), await freePort(), await freePort()];
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  return Promise.all(
    ports.map((port, at) =>
      startLocalBroker(
        binary ?? '',
        `server_name: n${at}\ncluster { name: c, listen: "127.0.0.1:${port}", routes: [${routes}] }`,
      ),
    ),
  );
};

suite('streams of a cluster (needs TEST_NATS_BIN)', () => {
  let servers: readonly LocalBroker[] = [];
  let connection: NatsConnection;
  let jsm: JetStreamManager;
  beforeAll(async () => {
    servers = await startCluster();
    connection = await connect({ servers: servers.map(({ url }) => url) });
    jsm = await waitUntil('a leader of the cluster', START_MS, () =>
      jetstreamManager(connection).catch(() => undefined),
    );
  }, START_MS);
  afterAll(async () => {
    await connection?.close();
    await Promise.all(servers.map(({ stop }) => stop()));
  }, START_MS);

  /** Copies of each stream and durable consumer that are up to date, by name. */
  const copies = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    const count = (name: string, others: readonly { readonly current: boolean }[] = []): void => {
      found[name] = 1 + others.filter(({ current }) => current).length;
    };
    for (const { stream, durables } of await streamsAt(connection)) {
      count(stream, (await jsm.streams.info(stream)).cluster?.replicas);
      for (const durable of durables)
        count(`${stream} ${durable}`, (await jsm.consumers.info(stream, durable)).cluster?.replicas);
    }
    return found;
  };
  const ensure = async (replicas: number): Promise<void> => {
    await ensureStreams(connection, { duplicateWindowMs, replicas });
    await ensureBlobBuckets(connection, ['acme'], { replicas });
    await verifyReplicas(connection, replicas, await streamsAt(connection));
  };

  it(
    'had one copy and get three, with their consumers and the buckets, and keep what is stored',
    async () => {
      await ensure(1);
      expect(new Set(Object.values(await copies()))).toStrictEqual(new Set([1]));
      await connection.request('registry.evt.acme.policy.p', 'an event');

      await ensure(3);
      const all = await copies();
      expect(Object.keys(all)).toStrictEqual(
        expect.arrayContaining(['COMMANDS decider-v1', 'EVENTS reactor-v1', 'OBJ_blobs-acme', 'OUTCOMES']),
      );
      expect(new Set(Object.values(all))).toStrictEqual(new Set([3]));
      expect((await jsm.streams.getMessage('EVENTS', { seq: 1 }))?.string()).toBe('an event');
    },
    START_MS,
  );

  it('refuses more copies than there are servers', async () => {
    await expect(ensureStreams(connection, { duplicateWindowMs, replicas: 5 })).rejects.toThrow(
      /no suitable peers|replicas/,
    );
  });
});
