import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { openFolderPaths } from './open-folder.ts';
import { copiedProject, type CopiedProject } from './testing/copied-project.ts';
import { serverAccount } from './unprivileged.ts';

const PROBE_MS = 90_000;
const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const asRootIt = isRoot ? it : it.skip;

const probe = async (project: CopiedProject, user: { uid?: number; gid?: number }): Promise<unknown> => {
  const args = ['--no-warnings', project.probe, join(project.folder, 'registry', 'postgres'), project.folder];
  const { stdout } = await run(project.node, args, {
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: project.folder },
    timeout: PROBE_MS,
    ...user,
  });
  return JSON.parse(stdout);
};

const withCopy = async (
  mode: number,
  owner: { uid: number; gid: number } | undefined,
  use: (project: CopiedProject) => Promise<void>,
): Promise<void> => {
  const project = await copiedProject(mode, owner);
  try {
    await use(project);
  } finally {
    await rm(project.folder, { recursive: true, force: true });
    for (const path of openFolderPaths(project.folder)) await rm(path, { recursive: true, force: true });
  }
};

const answered = { rows: [{ word: 'still here' }], listening: [{ setting: '127.0.0.1' }] };

describe('startPostgres', () => {
  asRootIt(
    'serves and keeps its rows when root starts it from a project folder closed to everybody else (skipped when not root)',
    async () => {
      await withCopy(0o700, undefined, async (project) => {
        expect(await probe(project, {})).toStrictEqual({ uid: 0, ...answered });
      });
    },
    PROBE_MS,
  );

  it(
    'serves and keeps its rows when an ordinary user starts it',
    async () => {
      const account = await serverAccount();
      const user = account === undefined ? {} : { uid: account.uid, gid: account.gid };
      const owner = account === undefined ? undefined : { uid: account.uid, gid: account.gid };
      await withCopy(0o755, owner, async (project) => {
        const uid = account?.uid ?? process.getuid?.();
        expect(await probe(project, user)).toStrictEqual({ uid, ...answered });
      });
    },
    PROBE_MS,
  );
});
