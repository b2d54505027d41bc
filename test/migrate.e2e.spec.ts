import { join } from 'node:path';

import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { openConnection } from './support/broker.ts';
import { canLogIn } from './support/database.ts';
import { runProgram, type Ended, type Environment } from './support/program.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// What prepares servers for a release, with settings that differ in one value.

const PASSWORDS = {
  registry_owner: 'of-the-owner',
  registry_projector: 'of-the-projector',
  registry_gateway: 'of-the-gateway',
} as const;
const BYTES_MAX = 2 ** 30;

jest.setTimeout(120_000);

let stack: Stack;
let connection: NatsConnection;
let streams: JetStreamManager['streams'];
/** The broker's files of another installation. */
let foreign: string;
beforeAll(async () => {
  stack = await startStack({ isServersOnly: true });
  connection = await openConnection(stack.broker('admin'));
  ({ streams } = await jetstreamManager(connection));
  foreign = join(stack.folder, 'foreign');
  await runProgram(['tools/broker/main.ts', '--dir', foreign, '--tenants', 'acme']);
}, START_MS);
afterAll(async () => {
  await connection?.close();
  await stack?.stop();
}, START_MS);

const migrate = (env: Environment = {}): Promise<Ended> =>
  runProgram(['tools/migrate/main.ts'], {
    DATABASE_ADMIN_URL: stack.adminUrl,
    DATABASE_OWNER_PASSWORD: PASSWORDS.registry_owner,
    DATABASE_PROJECTOR_PASSWORD: PASSWORDS.registry_projector,
    DATABASE_GATEWAY_PASSWORD: PASSWORDS.registry_gateway,
    NATS_URL: stack.broker('admin').url,
    NATS_CREDS_FILE: join(stack.folder, 'broker', 'users', 'admin.creds'),
    NATS_KEEPERS_DIR: join(stack.folder, 'broker', 'keepers'),
    TENANTS: 'acme',
    ...env,
  });
const ensured = async (env?: Environment): Promise<void> =>
  expect(await migrate(env)).toMatchObject({ exitCode: 0 });

it('gives each role the password that it is told', async () => {
  const roles = Object.entries(PASSWORDS);
  const urls = roles.map(([role, password]) => {
    const url = new URL(stack.adminUrl);
    return Object.assign(url, { username: role, password }).href;
  });
  const canAll = () => Promise.all(urls.map(canLogIn));
  expect(await canAll()).toStrictEqual([false, false, false]);
  await ensured();
  expect(await canAll()).toStrictEqual([true, true, true]);
});

it('makes the buckets of its tenants, as large as it is told, and of no others', async () => {
  const bytesOf = async (tenant: string): Promise<number | undefined> =>
    streams.info(`OBJ_blobs-${tenant}`).then(
      ({ config }) => config.max_bytes,
      () => undefined,
    );
  await streams.delete('OBJ_blobs-globex');
  await ensured();
  expect([await bytesOf('acme'), await bytesOf('globex')]).toStrictEqual([-1, undefined]);
  await ensured({ TENANTS: 'globex', TENANT_BLOB_BYTES_MAX: String(BYTES_MAX) });
  expect([await bytesOf('acme'), await bytesOf('globex')]).toStrictEqual([-1, BYTES_MAX]);
});

it('works on the servers and with the credentials that it is told of, and on no others', async () => {
  const gatewayUrl = Object.assign(new URL(stack.adminUrl), {
    username: 'registry_gateway',
    password: PASSWORDS.registry_gateway,
  }).href;
  await ensured();
  const refusals: readonly (readonly [Environment, RegExp])[] = [
    [{ DATABASE_ADMIN_URL: gatewayUrl }, /permission denied/],
    [{ NATS_URL: 'nats://127.0.0.1:1' }, /refused/i],
    [{ NATS_CREDS_FILE: join(foreign, 'users', 'admin.creds') }, /authorization violation/i],
    [{ NATS_KEEPERS_DIR: join(foreign, 'keepers') }, /authorization violation/i],
  ];
  for (const [env, why] of refusals)
    expect([env, await migrate(env)]).toMatchObject([env, { exitCode: 1, said: expect.stringMatching(why) }]);
});

it('does nothing with a key that it does not know', async () => {
  expect(await migrate({ NATS_URI: 'nats://x' })).toMatchObject({
    exitCode: 1,
    said: expect.stringContaining('NATS_URI is not a known key: is NATS_URL meant?'),
  });
});

it('asks for as many replicas as it is told, which one server has not', async () => {
  expect(await migrate({ NATS_REPLICAS: '3' })).toMatchObject({
    exitCode: 1,
    said: expect.stringMatching(/replicas > 1 not supported/),
  });
});
