import { execFile } from 'node:child_process';
import { access, chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { PostgresPlace } from './postgres-place.ts';

const INITDB_MS = 60_000;

const run = promisify(execFile);

/** The one role that may do everything; the applications never use it. */
export const SUPERUSER = 'postgres';

/** Makes the cluster unless it exists. It appears whole or not at all; one that is not kept is not synced to disk. */
export const createCluster = async (
  place: PostgresPlace,
  { password, isKept }: { readonly password: string; readonly isKept: boolean },
): Promise<void> => {
  if (await isThere(join(place.cluster, 'PG_VERSION'))) return;
  const fresh = `${place.cluster}.new`;
  const passwordFile = `${place.cluster}.password`;
  await rm(fresh, { recursive: true, force: true });
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (place.account !== undefined) await chown(passwordFile, place.account.uid, place.account.gid);
    await initdb(place, fresh, [`--pwfile=${passwordFile}`, ...(isKept ? [] : ['--no-sync'])]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, place.cluster);
};

/** What the packaged binaries need to find their libraries, and nothing of the caller's settings. */
export const postgresEnvironment = ({ files }: PostgresPlace): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LD_LIBRARY_PATH: join(files, 'lib'),
  DYLD_LIBRARY_PATH: join(files, 'lib'),
  TZ: 'UTC',
  LC_ALL: 'C',
});

const initdb = async (place: PostgresPlace, cluster: string, chosen: readonly string[]): Promise<void> => {
  const args = [
    ...['-D', cluster, '-U', SUPERUSER, '-A', 'scram-sha-256'],
    ...['--locale=C', '--encoding=UTF8', '--no-instructions', ...chosen],
  ];
  await run(join(place.files, 'bin', 'initdb'), args, {
    cwd: '/',
    env: postgresEnvironment(place),
    timeout: INITDB_MS,
    ...accountOf(place),
  });
};

/** The account to start a program with, in the form that Node takes it. */
export const accountOf = ({ account }: PostgresPlace): { uid?: number; gid?: number } =>
  account === undefined ? {} : { uid: account.uid, gid: account.gid };

const isThere = async (path: string): Promise<boolean> => {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
};
