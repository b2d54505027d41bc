import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';

import { restoringAt } from '../../migrate/restoring.ts';
import { waitUntil } from '../../servers/wait-until.ts';
import { TENANTS } from '../../broker/testing/isolated-broker.ts';
import { EVENTS, fill, ownFolder, type Installation } from './testing/installation.ts';
import { installationSuite } from './testing/installation-suite.ts';

// A restoration that was killed. Where it stops is a lock on a table that the spec holds.

const START_MS = 90_000;
const WAIT_MS = 60_000;
const TOOLS = join(import.meta.dirname, '../..');

jest.setTimeout(120_000);

installationSuite('a restoration that was killed', (start) => {
  const closing = new AsyncDisposableStack();
  let backup: string;
  let target: Installation;
  beforeAll(async () => {
    const own = await ownFolder();
    closing.defer(own.remove);
    backup = join(own.path, 'backup');
    const source = await start();
    await fill(source);
    await source.backup(backup);
    await source.stop();
    target = await start();
    closing.defer(target.stop);
  }, START_MS);
  afterAll(() => closing.disposeAsync());

  const program = (path: string, args: readonly string[], env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, [join(TOOLS, path), ...args], {
      env: { ...process.env, ...env, NODE_OPTIONS: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    return { child, closed: once(child, 'close'), said: () => said };
  };
  const restoration = () =>
    program('policyctl/main.ts', ['restore', '--from', backup], {
      POLICYCTL_URL: 'http://nowhere',
      POLICYCTL_NATS_URL: target.broker.url,
      POLICYCTL_NATS_ADMIN_CREDS_FILE: target.broker.files.credentialsOf('admin'),
      POLICYCTL_DATABASE_OWNER_URL: target.access.databaseUrl ?? '',
    });
  const migration = () => {
    const { password } = new URL(target.access.databaseUrl ?? '');
    return program('migrate/main.ts', [], {
      DATABASE_ADMIN_URL: target.database.adminUrl,
      DATABASE_OWNER_PASSWORD: password,
      DATABASE_PROJECTOR_PASSWORD: password,
      DATABASE_GATEWAY_PASSWORD: password,
      TENANTS: TENANTS.join(','),
      NATS_URL: target.broker.url,
      NATS_CREDS_FILE: target.broker.files.credentialsOf('admin'),
      NATS_KEEPERS_DIR: target.broker.files.keepers,
    });
  };

  /** Kills a restoration that waits for the text keys: it has put every stream but the log. */
  const killBeforeTheLog = async (): Promise<void> => {
    const holder = new Client({ connectionString: target.database.adminUrl });
    await holder.connect();
    try {
      await holder.query('begin');
      await holder.query('lock table tenant_text_key in share mode');
      const { child, closed, said } = restoration();
      await waitUntil('a restoration that waits', WAIT_MS, async () => {
        if (child.exitCode !== null) throw new Error(`it ended: ${said()}`);
        const { rows } = await holder.query(`select 1 from pg_locks where not granted`);
        return rows.length > 0 ? true : undefined;
      });
      child.kill('SIGKILL');
      await closed;
    } finally {
      await holder.query('rollback');
      await holder.end();
    }
  };

  const lastSeqOf = async (stream: string): Promise<number | undefined> =>
    target.broker.jsm.streams.info(stream).then(
      ({ state }) => state.last_seq,
      () => undefined,
    );
  const textKeys = () => target.database.admin('select tenant_id from tenant_text_key');

  it('leaves no log that a service could serve, and migrations make none in its place', async () => {
    await killBeforeTheLog();
    expect([await lastSeqOf('EVENTS'), await lastSeqOf('OUTCOMES')]).toStrictEqual([undefined, 1]);
    const { child, closed, said } = migration();
    await closed;
    expect([child.exitCode, said()]).toStrictEqual([
      1,
      'a backup was being restored here, and what there is of it is no registry: run policyctl restore again\n',
    ]);
    expect(await lastSeqOf('EVENTS')).toBeUndefined();
  });

  it('is not begun again over what somebody wrote since', async () => {
    const { jsm, js } = target.broker;
    const mark = await restoringAt(jsm);
    for (const config of mark?.streams ?? [])
      if (config.name === 'EVENTS') await jsm.streams.add({ ...config });
    for (const { subject, bytes } of [...EVENTS, ...EVENTS.slice(0, 1)]) await js.publish(subject, bytes);
    await expect(target.restore(backup)).rejects.toThrow(/somebody has written to EVENTS since/);
    expect(await lastSeqOf('EVENTS')).toBe(EVENTS.length + 1);
    await jsm.streams.delete('EVENTS');
  });

  it('is begun again by the next, which comes to the end; then migrations go on', async () => {
    await killBeforeTheLog();
    const restored = await target.restore(backup);
    expect(restored).toMatchObject({ log: { lastSeq: EVENTS.length }, textKeys: 1, isAhead: false });
    expect(await lastSeqOf('EVENTS')).toBe(EVENTS.length);
    expect(await textKeys()).toMatchObject([{ tenant_id: 'acme' }]);
    expect(await restoringAt(target.broker.jsm)).toBeUndefined();
    const { child, closed, said } = migration();
    await closed;
    expect([child.exitCode, said()]).toStrictEqual([0, '']);
    await expect(target.restore(backup)).rejects.toThrow(/the installation is not empty/);
  });
});
