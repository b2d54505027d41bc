import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTextKey, inTenant, inTransaction, moveCheckpoint } from '@policy-registry/postgres';
import { sha256Hex } from '@policy-registry/kernel';

import { waitUntil } from '../../servers/wait-until.ts';
import { MANIFEST, type Manifest, type SealedManifest } from './manifest.ts';
import { withOperator } from '../operator.ts';
import { EVENTS, fill, ownFolder, type Installation } from './testing/installation.ts';
import { installationSuite } from './testing/installation-suite.ts';
import { verifyBackup } from './verify-backup.ts';

const START_MS = 90_000;
const BEGUN_MS = 30_000;
const MAIN = join(import.meta.dirname, '..', 'main.ts');
const LARGE = Buffer.alloc(8 * 1024 * 1024, 'evidence that fills a disk ');

jest.setTimeout(60_000);

installationSuite('a backup that is not sound', (start) => {
  const closing = new AsyncDisposableStack();
  let source: Installation;
  let target: Installation;
  let folder: string;
  let sound: string;
  let taken: SealedManifest;
  beforeAll(async () => {
    const own = await ownFolder();
    closing.defer(own.remove);
    folder = own.path;
    sound = join(folder, 'sound');
    source = await start();
    closing.defer(source.stop);
    target = await start();
    closing.defer(target.stop);
    await fill(source);
    taken = await source.backup(sound);
  }, START_MS);
  afterAll(() => closing.disposeAsync(), START_MS);

  /** A copy of the sound one, to be damaged. */
  const copy = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await cp(sound, path, { recursive: true });
    return path;
  };
  const rewrite = async (backup: string, change: (manifest: Manifest) => unknown): Promise<void> => {
    const path = join(backup, MANIFEST);
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
    await writeFile(path, JSON.stringify(change(manifest)));
  };
  /** What the target holds, streams and rows. */
  const stateOf = async ({ broker, database }: Installation): Promise<unknown> => {
    const streams = taken.manifest.streams.map(
      async ({ name }) => (await broker.jsm.streams.info(name)).state.last_seq,
    );
    const reactor = await broker.jsm.consumers.info('EVENTS', 'reactor-v1');
    return [
      await Promise.all(streams),
      reactor.num_pending,
      await database.admin('select tenant_id from tenant_text_key'),
    ];
  };
  const EMPTY = [[0, 0, 0, 0, 0, 0, 0, 0], 0, []];

  const damages: readonly (readonly [
    what: string,
    says: RegExp,
    damage: (backup: string) => Promise<unknown>,
  ])[] = [
    [
      'a byte of the log is another',
      /EVENTS\.snapshot has other bytes than it was made with/,
      async (backup) => {
        const path = join(backup, 'streams/EVENTS.snapshot');
        await writeFile(
          path,
          Buffer.from((await readFile(path)).map((byte, at) => (at === 99 ? byte ^ 1 : byte))),
        );
      },
    ],
    [
      'a part is cut off',
      /OBJ_blobs-acme\.snapshot has 100 bytes/,
      (backup) => truncate(join(backup, 'streams/OBJ_blobs-acme.snapshot'), 100),
    ],
    [
      'a part is longer',
      /text-keys\.ndjson has \d+ bytes/,
      (backup) => appendFile(join(backup, 'database/text-keys.ndjson'), '\n'),
    ],
    ['a part is gone', /JOBS\.snapshot is missing/, (backup) => rm(join(backup, 'streams/JOBS.snapshot'))],
    [
      'there is no manifest',
      /holds no manifest\.json: it is no backup, or one that was not finished/,
      (backup) => rm(join(backup, MANIFEST)),
    ],
    [
      'the manifest is cut off',
      /is no manifest of a backup/,
      (backup) => truncate(join(backup, MANIFEST), 200),
    ],
    [
      'it is of another form',
      /is a backup of form 2; this program reads form 1/,
      (backup) => rewrite(backup, (manifest) => ({ ...manifest, version: 2 })),
    ],
    [
      'a part is on no list',
      /EVENTS\.snapshot has no digest/,
      (backup) =>
        rewrite(backup, (manifest) => ({
          ...manifest,
          parts: manifest.parts.filter(({ path }) => !path.includes('EVENTS')),
        })),
    ],
    [
      'a part lies outside',
      /is no manifest of a backup \(parts\.0\.path/,
      (backup) =>
        rewrite(backup, ({ parts: [first, ...rest], ...manifest }) => ({
          ...manifest,
          parts: [{ ...first, path: 'streams/../../secret' }, ...rest],
        })),
    ],
    [
      'it is of a newer registry',
      /is of a newer registry \(9\.0\.0\): this database has not had Later/,
      (backup) =>
        rewrite(backup, (manifest) => ({
          ...manifest,
          registry: { version: '9.0.0', migrations: ['Later1700000009999'] },
        })),
    ],
    [
      'it has a tenant that is not set up',
      /the broker has no stream OBJ_blobs-initech; run migrate first/,
      (backup) =>
        rewrite(backup, (manifest) => ({
          ...manifest,
          streams: manifest.streams.map((one) =>
            one.name === 'OBJ_blobs-globex' ? { ...one, name: 'OBJ_blobs-initech' } : one,
          ),
        })),
    ],
    // Whoever forges the digests as well is stopped by the broker, or by the digest of the log.
    [
      'the log was cut off and the manifest forged',
      /EVENTS: the broker says: .*The installation is as empty as before/,
      async (backup) => {
        const path = join(backup, 'streams/EVENTS.snapshot');
        await truncate(path, 2_000);
        const sha256 = sha256Hex(await readFile(path));
        await rewrite(backup, (manifest) => ({
          ...manifest,
          parts: manifest.parts.map((part) =>
            part.path.includes('EVENTS') ? { ...part, bytes: 2_000, sha256 } : part,
          ),
        }));
      },
    ],
    [
      'the log is another one than was digested',
      /is not the log that was backed up. The installation is as empty as before/,
      (backup) =>
        rewrite(backup, (manifest) => ({
          ...manifest,
          events: { ...manifest.events, sha256: 'f'.repeat(64) },
        })),
    ],
  ];
  it.each(damages)('is refused when %s, and nothing is restored', async (what, says, damage) => {
    const backup = await copy(what.replaceAll(' ', '-'));
    await damage(backup);
    await expect(target.restore(backup)).rejects.toThrow(says);
    expect(await stateOf(target)).toStrictEqual(EMPTY);
  });

  it('is refused when it is not the one that was asked for', async () => {
    await expect(verifyBackup(sound, taken.sha256)).resolves.toMatchObject({ sha256: taken.sha256 });
    await expect(verifyBackup(sound, 'f'.repeat(64))).rejects.toThrow('is not the backup that was asked for');
  });

  it('is not restored over anything: all that is in the way is named, and stays', async () => {
    const projector = await target.database.as('registry_projector');
    await inTransaction(projector, (tx) => moveCheckpoint(tx, 0, 5));
    await target.broker.js.publish('registry.out.acme.earlier', '{}');
    await inTenant(projector, 'globex', (tx) => createTextKey(tx, 'globex', new Uint8Array([1])));
    const before = await stateOf(target);
    await expect(target.restore(sound)).rejects.toThrow(
      /not empty: OUTCOMES has had 1 messages; the read models are at event 5; globex has a text key\. Nothing was changed/,
    );
    expect(await stateOf(target)).toStrictEqual(before);
  });

  it('is not restored beside a text key of another installation', async () => {
    const projector = await target.database.as('registry_projector');
    await inTenant(projector, 'acme', (tx) => createTextKey(tx, 'acme', new Uint8Array([1])));
    await expect(target.restore(sound, { only: 'database', discardsReadModels: true })).rejects.toThrow(
      'acme has another text key in this database than in the backup',
    );
  });

  it('is not taken into a folder that has something in it', async () => {
    await expect(source.backup(sound)).rejects.toThrow('is not empty; a backup needs a folder of its own');
    expect(await verifyBackup(sound)).toMatchObject({ sha256: taken.sha256 });
  });

  it('is not taken by somebody who may only read', async () => {
    const credentialsFile = source.broker.files.credentialsOf('auditor');
    const access = { ...source.access, administrator: { url: source.broker.url, credentialsFile } };
    const attempt = withOperator(access, async () => undefined);
    await expect(attempt).rejects.toThrow('the broker refuses its administration to this user');
  });

  describe('because it was not finished', () => {
    const policyctl = (before: string, ...args: readonly string[]) => {
      const node = `"${process.execPath}" --disable-warning=ExperimentalWarning "${MAIN}"`;
      const child = spawn('bash', ['-c', `${before} exec ${node} ${args.join(' ')}`], {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          POLICYCTL_URL: 'http://nowhere',
          POLICYCTL_NATS_URL: source.broker.url,
          POLICYCTL_NATS_ADMIN_CREDS_FILE: source.broker.files.credentialsOf('admin'),
          POLICYCTL_DATABASE_OWNER_URL: source.access.databaseUrl,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
      return { child, closed: once(child, 'close'), said: () => said };
    };

    it('for want of room: said in a sentence, and nothing is left', async () => {
      const big = join(folder, 'large-file');
      await writeFile(big, LARGE);
      const out = join(folder, 'no-room');
      // A limit on the length of files is met as the end of a disk is.
      const { child, closed, said } = policyctl('ulimit -f 4096;', 'backup', '--out', out, '--include', big);
      await closed;
      expect([child.exitCode, said().split('\n').at(-2)]).toStrictEqual([
        1,
        `there is no room left for ${out}; what was written of the backup was removed`,
      ]);
      await expect(stat(out)).rejects.toThrow('ENOENT');
    });

    it('because it was killed: no backup, and no folder for the next one', async () => {
      const big = join(folder, 'slow');
      await mkdir(big);
      for (let number = 0; number < 40; number += 1) await writeFile(join(big, `file-${number}`), LARGE);
      const out = join(folder, 'killed');
      const { child, closed } = policyctl('', 'backup', '--out', out, '--include', big);
      await waitUntil('the first parts of the backup', BEGUN_MS, async () => {
        const there = await readdir(join(out, 'files', 'slow')).catch(() => []);
        return there.length > 0 ? true : undefined;
      });
      child.kill('SIGKILL');
      await closed;
      await expect(verifyBackup(out)).rejects.toThrow('it is no backup, or one that was not finished');
      await expect(source.backup(out)).rejects.toThrow('is not empty');
      await source.backup(join(folder, 'after-the-killed'));
      expect((await source.broker.jsm.streams.info('EVENTS')).state.last_seq).toBe(EVENTS.length);
    });
  });
});
