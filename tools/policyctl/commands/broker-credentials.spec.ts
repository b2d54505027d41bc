import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseCreds } from '@nats-io/jwt';
import { createAccount } from '@nats-io/nkeys';

import { keyFilesIn } from '../../broker/key-files.ts';
import { UsageFault } from '../answer.ts';
import { brokerCredentials } from './broker-credentials.ts';

jest.setTimeout(60_000);

const NOW_MS = 1_800_000_000_000;
const [account, role] = [createAccount(), createAccount()];
const options = { role: 'scheduler', ttl: '15m' } as const;

let folder: string;
let settings: { readonly tenant: string; readonly brokerKeys: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-broker-'));
  settings = { tenant: 'acme', brokerKeys: folder };
  const files = keyFilesIn(folder);
  await mkdir(dirname(files.publicOf('tenant-acme')), { recursive: true });
  await writeFile(files.publicOf('tenant-acme'), account.getPublicKey());
  await writeFile(files.signingOf('tenant-acme', 'scheduler'), role.getSeed());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const made = async (text: string | undefined) => (await parseCreds(new TextEncoder().encode(text))).uc;

// The first one loads the libraries, on a machine that may be busy.
jest.setTimeout(60_000);

describe('broker-credentials', () => {
  it('makes a user of the role until the time is over, from the public key and the role’s key alone', async () => {
    const { exact, json } = await brokerCredentials(settings, options, NOW_MS);
    const claims = await made(exact);
    expect(claims).toMatchObject({
      name: expect.stringMatching(/^scheduler-[a-z2-7]{16}$/),
      iss: role.getPublicKey(),
      exp: NOW_MS / 1_000 + 900,
    });
    // What the user may do is the role's: a list of its own would be refused.
    expect(Object.keys(claims.nats).sort()).toStrictEqual(['issuer_account', 'type', 'version']);
    expect(claims.nats.issuer_account).toBe(account.getPublicKey());
    expect(json).toMatchObject({ tenant: 'acme', role: 'scheduler', expiresAt: '2027-01-15T08:15:00.000Z' });
  });

  it('makes another user each time', async () => {
    const first = await made((await brokerCredentials(settings, options, NOW_MS)).exact);
    const second = await made((await brokerCredentials(settings, options, NOW_MS)).exact);
    expect(second.sub).not.toBe(first.sub);
    expect(second.name).not.toBe(first.name);
  });

  it('writes a file that its owner alone can read, also over one that others could, and prints none of it', async () => {
    const out = join(folder, 'scheduler.creds');
    await writeFile(out, 'old', { mode: 0o644 });
    const answer = await brokerCredentials(settings, { ...options, out }, NOW_MS);
    const written = await readFile(out, 'utf8');
    expect((await made(written)).name).toMatch(/^scheduler-/);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const [seed = 'no seed'] = /SU[A-Z2-7]+/.exec(written) ?? [];
    expect(JSON.stringify(answer)).not.toContain(seed);
    expect(answer.exact).toBeUndefined();
  });

  it.each(['0m', '1', '1s', '31d', '721h', '-1h', '1h1m', ''])('refuses the time %s', async (ttl) => {
    await expect(brokerCredentials(settings, { ...options, ttl }, NOW_MS)).rejects.toThrow(UsageFault);
  });

  it.each(['15m', '720h', '30d'])('takes the time %s', async (ttl) => {
    await expect(brokerCredentials(settings, { ...options, ttl }, NOW_MS)).resolves.toHaveProperty('exact');
  });

  it('refuses what names no tenant, and one whose keys are not there', async () => {
    for (const tenant of ['../acme', 'ACME', 'globex'])
      await expect(brokerCredentials({ ...settings, tenant }, options, NOW_MS)).rejects.toThrow(UsageFault);
    await expect(brokerCredentials(settings, { ...options, role: 'auditor' }, NOW_MS)).rejects.toThrow(
      /no keys for the role auditor of the tenant acme/,
    );
    for (const missing of [{ tenant: undefined }, { brokerKeys: undefined }])
      await expect(brokerCredentials({ ...settings, ...missing }, options, NOW_MS)).rejects.toThrow(
        UsageFault,
      );
  });

  it('says nothing of what a damaged key file holds', async () => {
    const path = keyFilesIn(folder).signingOf('tenant-acme', 'auditor');
    await mkdir(dirname(keyFilesIn(folder).publicOf('audit-acme')), { recursive: true });
    await writeFile(keyFilesIn(folder).publicOf('audit-acme'), account.getPublicKey());
    const damaged = path.replace('tenant-acme', 'audit-acme');
    await writeFile(damaged, 'SAAVERYSECRET');
    const refused = brokerCredentials(settings, { ...options, role: 'auditor' }, NOW_MS);
    await expect(refused).rejects.toThrow(`${damaged} holds no key`);
    await expect(refused).rejects.not.toThrow(/VERYSECRET/);
  });
});
