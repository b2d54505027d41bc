import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { deadLetters, ensureStreams } from '@policy-registry/event-store';
import { brokerFolder, brokerSuite } from '@policy-registry/event-store/testing';

import { freePort } from '../../servers/free-port.ts';
import { startNatsServer } from '../../servers/nats-server.ts';
import { checkBroker } from './check-broker.ts';
import type { Check } from './check.ts';

jest.setTimeout(60_000);

brokerSuite('what the doctor says of a broker', (broker) => {
  const again = () => ensureStreams(broker().connection, { duplicateWindowMs: 120_000, replicas: 1 });
  afterEach(async () => {
    for (const stream of ['DEAD', 'COMMANDS']) await broker().jsm.streams.purge(stream);
    await again();
  });

  const looked = async (
    changes: {
      readonly monitorUrl?: string;
      readonly replicas?: number;
      readonly pause?: () => Promise<unknown>;
    } = {},
  ): Promise<ReadonlyMap<string, Check>> => {
    const { connection, jsm } = broker();
    const checks = await checkBroker({
      ...{ connection, jsm, monitorUrl: undefined, replicas: undefined, pause: async () => undefined },
      ...changes,
    });
    return new Map(checks.map((check) => [check.name, check]));
  };

  it('is nothing bad of one that was set up, but what one server cannot give', async () => {
    const checks = await looked();
    expect(
      (await broker().jsm.streams.names().next()).filter((name) => name.includes('doctor')),
    ).toStrictEqual([]);
    expect([...checks.values()].map(({ name, status }) => `${name}: ${status}`)).toStrictEqual([
      'broker version: ok',
      'broker sync: unknown',
      'broker storage: ok',
      'streams: ok',
      'replicas: warning',
      'consumers: ok',
      'dead letters: ok',
    ]);
  });

  it.each<readonly [string, () => Promise<unknown>, RegExp]>([
    ['a stream is missing', () => broker().jsm.streams.delete('OUTCOMES'), /OUTCOMES is missing/],
    [
      'a stream is set otherwise',
      () => broker().jsm.streams.update('COMMANDS', { max_msgs: 5 }),
      /COMMANDS: .*max_msgs as 5/,
    ],
    [
      'the reactor was lost',
      () => broker().jsm.consumers.delete('EVENTS', 'reactor-v1'),
      /EVENTS reactor-v1 is missing/,
    ],
    [
      'a consumer is set otherwise',
      () => broker().jsm.consumers.update('COMMANDS', 'decider-v1', { max_ack_pending: 3 }),
      /COMMANDS decider-v1: .*max_ack_pending as 3/,
    ],
  ])('is that %s', async (_what, plant, detail) => {
    await plant();
    expect((await looked()).get('streams')).toMatchObject({
      status: 'fault',
      detail: expect.stringMatching(detail),
      remedy: expect.stringMatching(/tools\/migrate/),
    });
  });

  it('is that a message has fewer copies than it should have', async () => {
    expect((await looked({ replicas: 3 })).get('replicas')).toMatchObject({
      status: 'fault',
      detail: expect.stringMatching(/has 1/),
    });
  });

  describe('of a queue', () => {
    beforeAll(again);
    const send = () => broker().js.publish('registry.cmd.gateway.acme.c-1', 'a command');

    it('is that it stands when nobody works on it', async () => {
      await send();
      expect((await looked()).get('consumers')).toMatchObject({
        status: 'fault',
        detail: 'decider-v1 stands, with 1 to do',
      });
    });

    it('is nothing bad when somebody does', async () => {
      for (const id of ['c-1', 'c-2'])
        await broker().js.publish(`registry.cmd.gateway.acme.${id}`, 'a command');
      const worked = async (): Promise<void> => {
        const decider = await broker().js.consumers.get('COMMANDS', 'decider-v1');
        await (await decider.next())?.ackAck();
      };
      expect((await looked({ pause: worked })).get('consumers')).toMatchObject({ status: 'ok' });
    });
  });

  it('is that a dead letter waits for somebody', async () => {
    await deadLetters(broker().js)({
      ...{ stream: 'JOBS', tenant: 'acme', subject: 'registry.job.normal.acme.shard.j', seq: 1 },
      ...{ bytes: new Uint8Array(), reason: 'the message is no job' },
    });
    expect((await looked()).get('dead letters')).toMatchObject({
      status: 'fault',
      detail: 'JOBS of acme: the message is no job',
      remedy: expect.stringMatching(/dead-letters list --open/),
    });
  });

  describe('of its sync setting', () => {
    /** What a server's monitoring says, as far as it is read. */
    const monitored = async (document: unknown): Promise<Check | undefined> => {
      const server = createServer((_request, response) => void response.end(JSON.stringify(document)));
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as AddressInfo;
      const checks = await looked({ monitorUrl: `http://127.0.0.1:${port}/` });
      await new Promise((done) => server.close(done));
      return checks.get('broker sync');
    };

    it('is well when every write is synced', async () => {
      const config = { sync_interval: 120_000_000_000, sync_always: true };
      expect(await monitored({ jetstream: { config } })).toMatchObject({ status: 'ok' });
    });

    it('is a warning when a power cut can take what was confirmed', async () => {
      const config = { sync_interval: 120_000_000_000 };
      expect(await monitored({ jetstream: { config } })).toMatchObject({
        status: 'warning',
        detail: expect.stringMatching(/^every 120 s/),
      });
    });

    it.each([
      ['every write', 'always', 'ok', /^always$/],
      ['an interval', '10s', 'warning', /^every 10 s/],
      ['its default', undefined, 'warning', /^every 120 s/],
    ])('is what a server says that was started with %s', async (_what, syncInterval, status, detail) => {
      const folder = await brokerFolder();
      const monitorPort = await freePort();
      const server = await startNatsServer({
        ...{ binary: process.env['TEST_NATS_BIN'] ?? '', folder, logFile: join(folder, 'nats.log') },
        ...{ syncInterval, settings: `http: "127.0.0.1:${monitorPort}"` },
      });
      try {
        const checks = await looked({ monitorUrl: `http://127.0.0.1:${monitorPort}` });
        expect(checks.get('broker sync')).toMatchObject({ status, detail: expect.stringMatching(detail) });
      } finally {
        await server.stop();
        await rm(folder, { recursive: true, force: true });
      }
    });

    it('is unknown where nothing says it', async () => {
      expect(await monitored({})).toMatchObject({ status: 'unknown' });
      expect((await looked({ monitorUrl: 'http://127.0.0.1:1' })).get('broker sync')).toMatchObject({
        status: 'unknown',
        detail: expect.stringMatching(/does not answer/),
      });
    });
  });
});
