import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { codeOf } from './error-code.ts';
import { Unavailable } from './unavailable.ts';
import type { Account } from './unprivileged.ts';

const OPEN_MODE = 0o755;
const OTHERS_EXECUTE = 0o001;
const OTHERS_WRITE = 0o002;
const PARENTS = ['/var/tmp', '/tmp'] as const;
const NAME_LENGTH = 12;

/** A short stable name for a path. */
export const nameOfPath = (path: string): string =>
  createHash('sha256').update(path).digest('hex').slice(0, NAME_LENGTH);

/**
 * A root-owned folder outside the project that every account can enter, so that a server running as another
 * account reaches its files although the project itself may be in a 0700 folder. One per project.
 */
export const openFolder = async (projectDir: string): Promise<string> => {
  for (const parent of PARENTS) {
    if (!(await isOpenToAll(parent))) continue;
    const folder = openFolderPath(parent, projectDir);
    await mkdir(folder, { mode: OPEN_MODE }).catch(ignoreExisting);
    await verifyOwnedByRoot(folder);
    await chmod(folder, OPEN_MODE);
    return folder;
  }
  throw new Unavailable(
    `none of ${PARENTS.join(' and ')} can be entered by every account, which PostgreSQL needs when started by root; ` +
      'make one of them world-executable, or start as an ordinary user',
  );
};

/** Where the project's open folders would be, whether or not they exist. */
export const openFolderPaths = (projectDir: string): readonly string[] =>
  PARENTS.map((parent) => openFolderPath(parent, projectDir));

/** Makes a folder that the account alone can enter. */
export const privateFolder = async (path: string, account: Account): Promise<void> => {
  await mkdir(path, { mode: 0o700 }).catch(ignoreExisting);
  await chown(path, account.uid, account.gid);
};

const openFolderPath = (parent: string, projectDir: string): string =>
  join(parent, `policy-registry-${nameOfPath(projectDir)}`);

const isOpenToAll = async (folder: string): Promise<boolean> => {
  for (let path = folder; ; path = dirname(path)) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || (found.mode & OTHERS_EXECUTE) === 0) return false;
    if (path === dirname(path)) return true;
  }
};

// The parent is writable for everybody: somebody else may have put a folder or a link there first.
const verifyOwnedByRoot = async (folder: string): Promise<void> => {
  const found = await lstat(folder);
  if (found.isDirectory() && found.uid === 0 && (found.mode & OTHERS_WRITE) === 0) return;
  throw new Unavailable(`${folder} is not a folder of root's own; look at it and remove it`);
};

const ignoreExisting = (error: unknown): void => {
  if (codeOf(error) !== 'EEXIST') throw error;
};
