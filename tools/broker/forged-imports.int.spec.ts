import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decode, encodeAccount, type Account, type Import } from '@nats-io/jwt';
import { brokerLogin } from '@policy-registry/event-store';
import { startLocalBroker } from '@policy-registry/event-store/testing';
import { connect } from '@nats-io/transport-node';

import { readKey, tenantAccount } from './key-files.ts';
import { startIsolatedBroker, type IsolatedBroker, type Who } from './testing/isolated-broker.ts';

const START_MS = 60_000;
const REQUEST_MS = 2_000;
jest.setTimeout(60_000);
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('an account of a tenant, signed by the operator once more (needs TEST_NATS_BIN)', () => {
  let broker: IsolatedBroker;
  beforeAll(async () => {
    broker = await startIsolatedBroker(binary ?? '');
  }, START_MS);
  afterAll(() => broker?.stop());

  /** The broker's settings, with other imports in the account of acme's schedulers. */
  const settingsWith = async (importsOf: (own: readonly Import[]) => Import[]): Promise<string> => {
    const { keys, settings } = broker.files;
    const key = await readKey(keys.accountOf(tenantAccount('acme')));
    const text = await readFile(settings, 'utf8');
    const token = new RegExp(`${key.getPublicKey()}: (\\S+)`).exec(text)?.[1] ?? '';
    const { nats } = decode<Account>(token);
    const account = { ...nats, imports: importsOf(nats.imports ?? []) };
    const signer = await readKey(keys.operator);
    return text.replace(token, await encodeAccount('again', key, account, { signer }));
  };
  /** What comes back to a run that acme's scheduler asks for. */
  const askedAt = async (settings: string): Promise<string> => {
    const server = await startLocalBroker(binary ?? '', settings);
    const as = async (who: Who) =>
      connect({ servers: server.url, ...brokerLogin(await broker.credentialsOf(who)), reconnect: false });
    try {
      const [service, scheduler] = [await as('admin'), await as({ tenant: 'acme', role: 'scheduler' })];
      service.subscribe('registry.cmd.>', { callback: (_error, message) => void message.respond('taken') });
      await service.flush();
      const asked = scheduler.request('registry.cmd.scheduler.acme.r', '', { timeout: REQUEST_MS });
      return await asked.then((answer) => answer.string()).finally(() => scheduler.close());
    } finally {
      await server.stop();
    }
  };
  const elsewhere = 'registry.cmd.scheduler.globex.*';

  it('reaches its intake with the imports that it has', async () => {
    expect(await askedAt(await settingsWith((own) => [...own]))).toBe('taken');
  });

  it('lets nobody in with another tenant’s intake, imported by its own token', async () => {
    const settings = await settingsWith((own) => own.map((one) => ({ ...one, subject: elsewhere })));
    await expect(askedAt(settings)).rejects.toThrow(/authorization/i);
  });

  it('reaches nothing with an intake that is imported without a token', async () => {
    const settings = await settingsWith((own) => own.map(({ token: _token, ...one }) => one));
    await expect(askedAt(settings)).rejects.toThrow(/no responders/);
  });
});
