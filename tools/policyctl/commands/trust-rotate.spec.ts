import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newSigningKeyPem, publicKeyOfPem, TrustAnchor } from '@policy-registry/signing';

import { rotateEvidenceKey } from './trust-rotate.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const window = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2036-01-01T00:00:00.000Z' };
const [old, others] = [publicKeyOfPem(newSigningKeyPem()), publicKeyOfPem(newSigningKeyPem())];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-trust-'));
});
beforeEach(async () => {
  const keys = [
    { ...old, tenant: 'acme', ...window },
    { ...others, tenant: 'globex', ...window },
  ];
  await writeFile(trust(), JSON.stringify({ keys }));
});
afterAll(() => rm(folder, { recursive: true }));

const trust = (): string => join(folder, 'trust.json');
const rotate = (othersEnd?: string) =>
  rotateEvidenceKey(
    { tenant: 'acme' },
    { keyDir: folder, trust: trust(), ...(othersEnd !== undefined && { othersEnd }) },
    NOW,
  );
const anchor = async () => TrustAnchor.parse(JSON.parse(await readFile(trust(), 'utf8')));

describe('trust rotate', () => {
  it('lists the key that it makes, and lets signatures of the old one count for an hour', async () => {
    await rotate();
    const added = publicKeyOfPem(await readFile(join(folder, 'acme.pem'), 'utf8'));
    expect((await anchor()).keys).toStrictEqual([
      { ...old, tenant: 'acme', ...window, validTo: '2026-03-01T13:00:00.000Z' },
      { ...others, tenant: 'globex', ...window },
      { ...added, tenant: 'acme', validFrom: NOW.toISOString(), validTo: '2036-03-01T12:00:00.000Z' },
    ]);
    expect((await stat(join(folder, 'acme.pem'))).mode & 0o777).toBe(0o600);
  });

  it('ends a stolen key when somebody says, and one that was not yet in use at its beginning', async () => {
    await rotate('2026-02-01T00:00:00.000Z');
    expect((await anchor()).keys[0]?.validTo).toBe('2026-02-01T00:00:00.000Z');
    await rotate('2025-02-01T00:00:00.000Z');
    expect((await anchor()).keys[0]?.validTo).toBe(window.validFrom);
  });

  it('never makes a window longer', async () => {
    await rotate('2026-02-01T00:00:00.000Z');
    await rotate();
    expect((await anchor()).keys[0]?.validTo).toBe('2026-02-01T00:00:00.000Z');
  });

  it('changes nothing when it cannot do all of it', async () => {
    await rm(join(folder, 'acme.pem'), { force: true });
    await expect(rotate('soon')).rejects.toThrow(/--others-end is soon; give it as 2026/);
    await writeFile(trust(), '{"keys":1}');
    await expect(rotate()).rejects.toThrow(/trust.json is no trust anchor/);
    expect(await readFile(trust(), 'utf8')).toBe('{"keys":1}');
    await expect(stat(join(folder, 'acme.pem'))).rejects.toThrow(/ENOENT/);
  });
});
