import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ensureKeys, type Trust } from './keys.ts';
import { layoutOf, type Layout } from './layout.ts';
import { keptPorts } from './ports.ts';
import { keptSecrets } from './secrets.ts';

const MODE = 0o777;
let layout: Layout;

beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'policy-registry-content-')));
});
afterEach(() => rm(layout.folder, { recursive: true, force: true }));

const trust = async (): Promise<Trust> => JSON.parse(await readFile(layout.trustFile, 'utf8'));

describe('ensureKeys', () => {
  it('gives each tenant a key of its own, and the anchor names it by the digest of its public half', async () => {
    await ensureKeys(layout, ['acme', 'globex'], new Date('2026-01-31T12:00:00.000Z'));
    const { keys } = await trust();
    for (const { keyId, spki, tenant, validFrom, validTo } of keys) {
      const pem = await readFile(join(layout.evidenceKeys, `${tenant}.pem`));
      const der = createPublicKey(createPrivateKey(pem)).export({ type: 'spki', format: 'der' });
      expect([spki, keyId]).toStrictEqual([
        der.toString('base64'),
        createHash('sha256').update(der).digest('hex'),
      ]);
      expect([validFrom, validTo]).toStrictEqual(['2026-01-31T12:00:00.000Z', '2036-01-31T12:00:00.000Z']);
    }
    expect(keys.map(({ tenant }) => tenant)).toStrictEqual(['acme', 'globex']);
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(2);
  });

  it('keeps keys and anchor as they are when they are there', async () => {
    await ensureKeys(layout, ['acme'], new Date('2026-01-01T00:00:00.000Z'));
    const [before, textKey] = [await trust(), await readFile(layout.textKeyFile)];
    await ensureKeys(layout, ['acme', 'globex'], new Date('2027-01-01T00:00:00.000Z'));
    const after = await trust();
    expect(after.keys.slice(0, 1)).toStrictEqual(before.keys);
    expect([after.keys.length, await readFile(layout.textKeyFile)]).toStrictEqual([2, textKey]);
  });

  it('closes every private file to others', async () => {
    await ensureKeys(layout, ['acme'], new Date());
    const files = [layout.textKeyFile, join(layout.evidenceKeys, 'acme.pem')];
    const modes = await Promise.all(files.map(async (path) => (await stat(path)).mode & MODE));
    expect([modes, (await readFile(layout.textKeyFile)).length]).toStrictEqual([[0o600, 0o600], 32]);
  });
});

describe('keptSecrets', () => {
  it('keeps the passwords of the run before', async () => {
    const first = await keptSecrets(layout.secretsFile, ['acme']);
    const second = await keptSecrets(layout.secretsFile, ['acme']);
    expect([first.isFresh, second.isFresh]).toStrictEqual([true, false]);
    expect(second.secrets).toStrictEqual(first.secrets);
    expect((await stat(layout.secretsFile)).mode & MODE).toBe(0o600);
  });

  it('says what to do with a damaged file instead of making new passwords', async () => {
    await mkdir(join(layout.folder, 'keys'));
    await keptSecrets(layout.secretsFile, ['acme']);
    await rm(layout.secretsFile);
    await mkdir(layout.secretsFile);
    await expect(keptSecrets(layout.secretsFile, ['acme'])).rejects.toThrow(
      /secrets\.json is damaged.*npm run reset/,
    );
  });
});

describe('keptPorts', () => {
  it('gives a name its port again, and never one port to two names', async () => {
    const first = await keptPorts(layout.portsFile);
    const given = [await first.take('gateway'), await first.take('projector'), await first.take('runner-1')];
    await first.save();
    const second = await keptPorts(layout.portsFile);
    const again = [
      await second.take('gateway'),
      await second.take('projector'),
      await second.take('runner-1'),
    ];
    expect(again).toStrictEqual(given);
    expect(new Set(given).size).toBe(3);
  });
});
