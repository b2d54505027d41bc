import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalBroker } from '@policy-registry/event-store/testing';

import { brokerFilesIn, type BrokerFiles } from '../broker/prepare-broker.ts';
import { verifyExistingBroker } from './nats-existing.ts';

const START_MS = 60_000;
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;
const run = promisify(execFile);

suite('a broker that somebody else runs (needs TEST_NATS_BIN)', () => {
  const folders: string[] = [];
  const stops: (() => Promise<unknown>)[] = [];
  let own: BrokerFiles;
  let others: BrokerFiles;
  const prepared = async (): Promise<BrokerFiles> => {
    const folder = await mkdtemp(join(tmpdir(), 'policy-registry-existing-'));
    folders.push(folder);
    const program = join(import.meta.dirname, '../broker/main.ts');
    const env = { ...process.env, NODE_OPTIONS: '' };
    await run(process.execPath, [program, '--dir', folder, '--tenants', 'acme'], { env });
    return brokerFilesIn(folder);
  };
  beforeAll(async () => {
    [own, others] = await Promise.all([prepared(), prepared()]);
  }, START_MS);
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  const look = (url: string): Promise<void> =>
    verifyExistingBroker({ url, credentialsFile: own.credentialsOf('admin'), settingsFile: own.settings });
  const running = async (settings: string): Promise<string> => {
    const { url, stop } = await startLocalBroker(binary ?? '', settings);
    stops.push(stop);
    return url;
  };

  it('is taken when it knows the accounts of this registry', async () => {
    const url = await running(await readFile(own.settings, 'utf8'));
    await expect(look(url)).resolves.toBeUndefined();
    await expect(look(`${url},${url}`)).resolves.toBeUndefined();
  });

  it('is refused when it knows others, or lets everybody in, with the file that it needs', async () => {
    const wanted = new RegExp(`does not know the accounts of this registry.*${own.settings}`);
    await expect(look(await running(await readFile(others.settings, 'utf8')))).rejects.toThrow(wanted);
    await expect(look(await running(''))).rejects.toThrow(wanted);
  });

  it.each([
    ['stores nothing', 'jetstream: false', /without JetStream/],
    [
      'takes only short messages',
      'max_payload: 64KB',
      /messages of 65536 bytes; set its max_payload to 1048576/,
    ],
  ])('is refused when it %s', async (_why, setting, wanted) => {
    const url = await running(`${await readFile(own.settings, 'utf8')}\n${setting}\n`);
    await expect(look(url)).rejects.toThrow(wanted);
  });

  it('is refused when it does not answer, and an address with a user before it is tried', async () => {
    await expect(look('nats://127.0.0.1:1')).rejects.toThrow(/^no server answers at NATS_URL/);
    await expect(look('nats://u:p@127.0.0.1:1')).rejects.toThrow(/^NATS_URL holds a user/);
  });
});
