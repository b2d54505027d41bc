import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { inTenant, inTransaction, moveCheckpoint, readTextKey } from '@policy-registry/postgres';

import { waitUntil } from '../../servers/wait-until.ts';
import { constructedLog } from '../replay/testing/constructed-log.ts';
import type { SealedManifest } from './manifest.ts';
import {
  BLOB,
  EVENTS,
  fill,
  ownFolder,
  REACTED,
  TEXT_KEY,
  type Installation,
} from './testing/installation.ts';
import { installationSuite } from './testing/installation-suite.ts';

const START_MS = 60_000;
/** Of rows that a restored log does not reach. */
const AHEAD = 1_000_000;
// The broker looks every few seconds whether the source of a stream is there again.
const SOURCED_MS = 60_000;

jest.setTimeout(60_000);

installationSuite('a backup', (start) => {
  const closing = new AsyncDisposableStack();
  let source: Installation;
  let folder: string;
  let digest: string;
  let taken: SealedManifest;
  let target: Installation;
  let other: Installation;
  const installation = async (): Promise<Installation> => {
    const started = await start();
    closing.defer(started.stop);
    return started;
  };
  beforeAll(async () => {
    const own = await ownFolder();
    closing.defer(own.remove);
    folder = own.path;
    source = await installation();
    ({ digest } = await fill(source));
    taken = await source.backup(join(folder, 'sound'), {
      files: [{ path: 'trust.json', from: import.meta.filename }],
    });
  }, START_MS);
  afterAll(() => closing.disposeAsync(), START_MS);

  it('says from which moment it is, and of which bytes', () => {
    expect(taken.manifest).toMatchObject({
      events: { lastSeq: EVENTS.length, reacted: { 'reactor-v1': REACTED }, checkpoint: 0 },
      tenants: ['acme', 'globex'],
      textKeys: { count: 1 },
      files: ['files/trust.json'],
    });
    expect(taken.manifest.streams.map(({ name }) => name)).toStrictEqual([
      ...['JOBS', 'COMMANDS', 'RUNS', 'OUTCOMES', 'EVENTS', 'DEAD', 'OBJ_blobs-acme', 'OBJ_blobs-globex'],
    ]);
    expect(taken.manifest.registry.migrations.length).toBeGreaterThan(3);
  });

  it('can be read by its owner alone', async () => {
    const entries = await readdir(join(folder, 'sound'), { recursive: true, withFileTypes: true });
    const modes = await Promise.all(
      entries.map(async (entry) => [
        entry.isDirectory() ? 'folder' : 'file',
        ((await stat(join(entry.parentPath, entry.name))).mode & 0o777).toString(8),
      ]),
    );
    expect(modes.length).toBeGreaterThan(10);
    expect(new Set(modes.map(String))).toStrictEqual(new Set(['folder,700', 'file,600']));
  });

  it('holds no text key that could be used without the key file, and the files that were named', async () => {
    const keys = await readFile(join(folder, 'sound', taken.manifest.textKeys.part), 'utf8');
    expect(JSON.parse(keys)).toStrictEqual({ tenant: 'acme', wrappedKey: TEXT_KEY.toString('base64') });
    const file = await readFile(join(folder, 'sound', 'files', 'trust.json'), 'utf8');
    expect(file).toBe(await readFile(import.meta.filename, 'utf8'));
  });

  it('restores streams, consumers, blobs and text keys, and goes on where it was', async () => {
    target = await installation();
    const restored = await target.restore(join(folder, 'sound'));
    expect(restored).toMatchObject({
      log: {
        lastSeq: EVENTS.length,
        later: 0,
        tenants: [{ tenant: 'acme', accepted: 10, losers: 10, foreign: 0 }],
      },
      reactAfter: { 'reactor-v1': REACTED },
      textKeys: 1,
      checkpoint: 0,
      isAhead: false,
    });

    const { jsm, js } = target.broker;
    for (const { seq, bytes, subject } of EVENTS) {
      const before = await source.broker.jsm.streams.getMessage('EVENTS', { seq });
      const after = await jsm.streams.getMessage('EVENTS', { seq });
      expect(after).toMatchObject({ seq, subject, timestamp: before?.timestamp });
      expect(after?.header.get('traceparent')).toBe(`of ${bytes.length}`);
      expect(Buffer.from(after?.data ?? [])).toStrictEqual(Buffer.from(bytes));
    }
    const reactor = await js.consumers.get('EVENTS', 'reactor-v1');
    expect((await reactor.next())?.seq).toBe(REACTED + 1);
    const decider = await js.consumers.get('COMMANDS', 'decider-v1');
    expect((await decider.next())?.string()).toBe('a command that waits');
    const runner = await js.consumers.get('JOBS', 'runner-normal-v1');
    expect((await runner.next())?.string()).toBe('a job that waits');
    for (const [stream, subject] of [
      ['OUTCOMES', 'registry.out.acme.refused'],
      ['DEAD', 'registry.dead.commands.acme.d1'],
    ] as const)
      expect(await jsm.streams.getMessage(stream, { last_by_subj: subject })).toMatchObject({ seq: 1 });
    expect(Buffer.from(await target.blobs.get({ tenant: 'acme', digest }))).toStrictEqual(BLOB);
    const owner = await target.database.as('registry_owner');
    expect(await inTenant(owner, 'acme', readTextKey)).toStrictEqual(TEXT_KEY);
    expect((await js.publish('registry.evt.acme.policy.next', 'next')).seq).toBe(EVENTS.length + 1);
  });

  it('taken while events come in holds a log without a gap, which ends where the manifest says or later, and is told from rows that are ahead of it', async () => {
    const { js } = source.broker;
    let published = EVENTS.length;
    let isOver = false;
    const more = constructedLog(['later-gate'], 2_000);
    const load = (async () => {
      for (const { subject, bytes } of more) {
        if (isOver) return;
        published = (await js.publish(subject, bytes)).seq;
      }
    })();
    const busy = await source.backup(join(folder, 'busy'));
    isOver = true;
    await load;
    expect(published).toBeGreaterThan(EVENTS.length);

    other = await installation();
    const projector = await other.database.as('registry_projector');
    await inTransaction(projector, (tx) => moveCheckpoint(tx, 0, AHEAD));
    const { log, textKeys, ...rows } = await other.restore(join(folder, 'busy'), { only: 'broker' });
    expect({ textKeys, ...rows }).toMatchObject({ textKeys: null, checkpoint: AHEAD, isAhead: true });
    expect(log?.lastSeq).toBeGreaterThanOrEqual(busy.manifest.events.lastSeq);
    expect(log?.lastSeq).toBeLessThanOrEqual(published);
  });

  it('has rows that are ahead of its log discarded where that is asked for, and only then', async () => {
    const busy = join(folder, 'busy');
    await expect(other.restore(busy, { only: 'database' })).rejects.toThrow(
      `the read models are at event ${AHEAD}`,
    );
    expect(await other.restore(busy, { only: 'database', discardsReadModels: true })).toMatchObject({
      streams: [],
      log: null,
      textKeys: 1,
      checkpoint: 0,
      isAhead: false,
    });
  });

  // Last, because the broker takes its time to look for the source of a stream again.
  it('is enough for the broker to fill the copies of the tenants’ auditors', async () => {
    const auditor = await jetstreamManager(await target.broker.as({ tenant: 'acme', role: 'auditor' }), {
      checkAPI: false,
    });
    await waitUntil('the copy of the tenant’s auditors', SOURCED_MS, async () =>
      (await auditor.streams.info('AUDIT')).state.messages === EVENTS.length + 1 ? true : undefined,
    );
  });
});
