import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { UsageFault } from './answer.ts';
import { GlobalOptions, readSettings } from './settings.ts';

const STACK = {
  gatewayUrl: 'http://stack',
  gatewayUrls: ['http://stack', 'http://stack-2'],
  projectorUrls: ['http://projector-1', 'http://projector-2'],
  runnerUrls: ['http://runner-1'],
  issuerUrl: 'http://issuer',
  nats: { url: 'nats://stack', admin: '/admin.creds', auditor: '/auditor.creds', keys: '/keys' },
  database: { ownerUrl: 'postgres://owner@stack' },
  trustFile: '/trust.json',
  tenants: ['acme', 'globex'],
};

let folder: string;
let stack: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-settings-'));
  stack = join(folder, 'stack.json');
  await writeFile(stack, JSON.stringify(STACK));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('settings', () => {
  it('come from the description of a running stack', async () => {
    expect(await readSettings(GlobalOptions.parse({ stack }), {})).toStrictEqual({
      url: 'http://stack',
      tenant: undefined,
      token: undefined,
      issuerUrl: 'http://issuer',
      persona: undefined,
      isBound: false,
      home: join(folder, 'policyctl'),
      broker: { url: 'nats://stack', credentialsFile: '/auditor.creds' },
      administrator: { url: 'nats://stack', credentialsFile: '/admin.creds' },
      databaseUrl: 'postgres://owner@stack',
      objectStore: undefined,
      programUrls: ['http://stack-2', 'http://projector-1', 'http://projector-2', 'http://runner-1'],
      brokerKeys: '/keys',
    });
  });

  it('come from variables before the stack, and from options before both', async () => {
    const env = {
      POLICYCTL_STACK: stack,
      POLICYCTL_URL: 'http://variable',
      POLICYCTL_TENANT: 'globex',
      POLICYCTL_AS: 'bob',
    };
    const byVariable = await readSettings(GlobalOptions.parse({}), env);
    expect(byVariable).toMatchObject({
      url: 'http://variable',
      tenant: 'globex',
      persona: 'bob',
      issuerUrl: 'http://issuer',
    });
    expect(await readSettings(GlobalOptions.parse({}), { ...env, POLICYCTL_DPOP: 'true' })).toMatchObject({
      isBound: true,
    });
    const byOption = await readSettings(GlobalOptions.parse({ url: 'http://option', as: 'carol' }), env);
    expect(byOption).toMatchObject({ url: 'http://option', tenant: 'globex', persona: 'carol' });
  });

  it('name the operator’s broker and database by variables where no stack is described', async () => {
    const env = {
      POLICYCTL_URL: 'http://variable',
      POLICYCTL_NATS_URL: 'nats://variable',
      POLICYCTL_NATS_ADMIN_CREDS_FILE: '/mine.creds',
      POLICYCTL_DATABASE_OWNER_URL: 'postgres://owner@variable',
    };
    expect(await readSettings(GlobalOptions.parse({}), env)).toMatchObject({
      broker: undefined,
      administrator: { url: 'nats://variable', credentialsFile: '/mine.creds' },
      databaseUrl: 'postgres://owner@variable',
    });
  });

  it('are each what its variable says, and one that there is not is refused', async () => {
    const env = {
      POLICYCTL_URL: 'http://variable',
      POLICYCTL_TENANT: 'initech',
      POLICYCTL_TOKEN: 'a-token',
      POLICYCTL_ISSUER: 'http://issuer.variable',
      POLICYCTL_AS: 'dave',
      POLICYCTL_HOME: '/kept',
      POLICYCTL_NATS_URL: 'nats://variable',
      POLICYCTL_NATS_CREDS_FILE: '/auditor',
      POLICYCTL_BROKER_KEYS: '/broker-keys',
    };
    expect(await readSettings(GlobalOptions.parse({ stack }), env)).toMatchObject({
      url: 'http://variable',
      tenant: 'initech',
      token: 'a-token',
      issuerUrl: 'http://issuer.variable',
      persona: 'dave',
      home: '/kept',
      broker: { url: 'nats://variable', credentialsFile: '/auditor' },
      brokerKeys: '/broker-keys',
    });
    const misspelt = readSettings(GlobalOptions.parse({}), { POLICYCTL_TENNANT: 'acme' });
    await expect(misspelt).rejects.toMatchObject({
      name: 'UsageFault',
      message: expect.stringContaining('POLICYCTL_TENNANT is not a known key: is POLICYCTL_TENANT meant?'),
    });
  });

  it('take an empty variable for one that is not set', async () => {
    const { url, tenant } = await readSettings(GlobalOptions.parse({}), {
      POLICYCTL_STACK: stack,
      POLICYCTL_URL: '',
      POLICYCTL_TENANT: '',
    });
    expect({ url, tenant }).toStrictEqual({ url: 'http://stack', tenant: undefined });
  });

  it('refuse a file that describes no stack', async () => {
    await writeFile(join(folder, 'other.json'), '{}');
    for (const name of ['other.json', 'absent.json']) {
      await expect(readSettings(GlobalOptions.parse({ stack: join(folder, name) }), {})).rejects.toThrow(
        UsageFault,
      );
    }
  });
});
