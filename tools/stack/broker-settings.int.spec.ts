import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { natsServerBinary } from '../servers/nats-binary.ts';
import { startNatsServer, type NatsServer } from '../servers/nats-server.ts';
import { brokerSettings } from './broker-settings.ts';

const START_MS = 120_000;
const users = {
  writer: { publish: ['orders.*'], subscribe: ['_INBOX_writer.>'] },
  restricted: { publish: ['orders.*'], denyPublish: ['orders.closed'], subscribe: [] },
  mute: { publish: [], subscribe: ['orders.>'] },
};
const passwords = { writer: 'a "quoted" word', restricted: 'narrow', mute: '-starts-with-a-dash' };

let folder = '';
let server: NatsServer | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-broker-'));
  const { path } = await natsServerBinary({ env: process.env, report: () => undefined });
  const settings = brokerSettings(users, passwords);
  server = await startNatsServer({
    binary: path,
    folder,
    logFile: join(folder, 'log'),
    syncInterval: 'always',
    settings,
  });
}, START_MS);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const as = (user: keyof typeof users): Promise<NatsConnection> =>
  connect({ servers: server?.url ?? '', user, pass: passwords[user], inboxPrefix: `_INBOX_${user}` });

/** Publishes as a user, and answers with what the broker refused. */
const refusalOf = async (user: keyof typeof users, subject: string): Promise<string | undefined> => {
  const connection = await as(user);
  const refused = (async () => {
    for await (const status of connection.status()) if (status.type === 'error') return status.error.message;
    return undefined;
  })();
  connection.publish(subject, 'word');
  await connection.flush();
  await connection.close();
  return refused;
};

describe('brokerSettings', () => {
  it('lets a user publish what its list allows, and nothing else', async () => {
    expect(await refusalOf('writer', 'orders.new')).toBeUndefined();
    expect(await refusalOf('writer', 'orders.new.deep')).toMatch(/permissions violation/i);
    expect(await refusalOf('writer', '$JS.API.STREAM.DELETE.EVENTS')).toMatch(/permissions violation/i);
  });

  it('denies what is excepted from the list', async () => {
    expect(await refusalOf('restricted', 'orders.new')).toBeUndefined();
    expect(await refusalOf('restricted', 'orders.closed')).toMatch(/permissions violation/i);
  });

  it('denies everything to a user whose list is empty', async () => {
    expect(await refusalOf('mute', 'orders.new')).toMatch(/permissions violation/i);
  });

  it('lets nobody in without a password', async () => {
    await expect(connect({ servers: server?.url ?? '', user: 'writer', pass: 'wrong' })).rejects.toThrow(
      /authorization/i,
    );
    await expect(connect({ servers: server?.url ?? '' })).rejects.toThrow(/authorization/i);
  });

  it('refuses a user without a password in the settings', () => {
    expect(() => brokerSettings(users, { writer: 'x', restricted: 'x' })).toThrow(
      'broker user mute has no password',
    );
  });
});
