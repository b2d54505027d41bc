import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startChild, type Child } from '../servers/child.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { birthOf } from './birth.ts';
import { resetFolder } from './folders.ts';
import { layoutOf, type Layout } from './layout.ts';
import { claimFolder } from './ledger.ts';

const NEVER_PID = 4_000_000; // above the largest pid Linux gives

let layout: Layout;
let child: Child;
const reported: string[] = [];
const report = (line: string): void => void reported.push(line);

beforeEach(async () => {
  layout = layoutOf(await mkdtemp(join(tmpdir(), 'policy-registry-ledger-')));
  reported.length = 0;
  child = await startChild({
    name: 'sleeper',
    command: 'sleep',
    args: ['600'],
    env: { PATH: process.env['PATH'] },
    cwd: '/',
    logFile: join(layout.folder, 'log'),
    stopSignal: 'SIGTERM',
  });
});

afterEach(async () => {
  await child.stop(1_000);
  await rm(layout.folder, { recursive: true, force: true });
});

/** What a launcher leaves that was killed while it served: itself, ended, and its child, living. */
const leaveBehind = async (birthOfChild: string): Promise<void> => {
  await writeFile(layout.secretsFile, '{}');
  await writeFile(
    layout.launcherFile,
    JSON.stringify({ name: 'launcher', pid: NEVER_PID, birth: 'long ago' }),
  );
  await writeFile(
    layout.childrenFile,
    JSON.stringify([{ name: 'sleeper', pid: child.pid, birth: birthOfChild }]),
  );
};

describe('claimFolder', () => {
  it('refuses a folder that a launcher serves, and gives it after the release', async () => {
    const ledger = await claimFolder(layout, report);
    await expect(claimFolder(layout, report)).rejects.toThrow(
      `a registry is already running on ${layout.folder} (pid ${process.pid}); stop it with Ctrl-C first`,
    );
    await ledger.release();
    await (await claimFolder(layout, report)).release();
  });

  it('ends what a killed launcher left behind', async () => {
    await leaveBehind(String(await birthOf(child.pid)));
    await claimFolder(layout, report);
    expect(await child.ended).toStrictEqual({ code: null, signal: 'SIGINT' });
    expect(reported).toStrictEqual([
      `ending sleeper (pid ${child.pid}), left behind by a launcher that was killed`,
    ]);
  });

  it('leaves a program alone that only has the pid of an earlier one', async () => {
    await leaveBehind('of an earlier program');
    await claimFolder(layout, report);
    expect([child.isRunning(), reported]).toStrictEqual([true, []]);
  });

  it('takes over from a launcher whose pid another program has now', async () => {
    await writeFile(
      layout.launcherFile,
      JSON.stringify({ name: 'launcher', pid: process.pid, birth: 'long ago' }),
    );
    await (await claimFolder(layout, report)).release();
  });
});

describe('resetFolder', () => {
  it('refuses a folder that is served, and says by whom', async () => {
    await claimFolder(layout, report);
    await expect(resetFolder(layout)).rejects.toThrow(
      `a registry is running on ${layout.folder} (pid ${process.pid})`,
    );
  });

  it('ends nothing that a killed launcher left behind', async () => {
    await leaveBehind(String(await birthOf(child.pid)));
    await expect(resetFolder(layout)).rejects.toThrow(
      /sleeper .* was left behind .* start the registry once more/,
    );
    expect(child.isRunning()).toBe(true);
  });

  it('deletes no folder that is not a registry', async () => {
    const other = layoutOf(join(layout.folder, 'photos'));
    await mkdir(other.folder);
    await expect(resetFolder(other)).rejects.toBeInstanceOf(Unavailable);
  });

  it('deletes a registry that nobody serves, once', async () => {
    await leaveBehind('of an earlier program');
    expect([await resetFolder(layout), await resetFolder(layout)]).toStrictEqual(['removed', 'absent']);
  });
});
