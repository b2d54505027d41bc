import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { codeOf } from './error-code.ts';
import { nameOfPath, openFolder, openFolderPaths, privateFolder } from './open-folder.ts';
import {
  addLibraryLinks,
  copyPostgres,
  isComplete,
  packagedPostgres,
  type PostgresFiles,
} from './postgres-files.ts';
import { serverAccount, type Account } from './unprivileged.ts';

const CLUSTER_PREFIX = 'cluster-';

/** Where the binaries and the cluster are, and as whom the server runs. */
export type PostgresPlace = {
  readonly files: string;
  readonly cluster: string;
  readonly account: Account | undefined;
};

/**
 * An ordinary user runs the packaged binaries in place, with the cluster in `folder`. For root both are in an
 * open folder outside the project and belong to an unprivileged account.
 */
export const postgresPlace = async (folder: string, projectDir: string): Promise<PostgresPlace> => {
  const packaged = await packagedPostgres();
  const account = await serverAccount();
  if (account === undefined) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return { files: await usableFiles(packaged, folder), cluster: join(folder, 'cluster'), account };
  }
  const open = await openFolder(projectDir);
  const files = join(open, `postgres-${packaged.version}-${process.arch}`);
  await copyOnce(packaged, files);
  const own = join(open, clusterName(folder));
  await privateFolder(own, account);
  return { files, cluster: join(own, 'cluster'), account };
};

/** Removes what an earlier start by root left outside `folder`; the caller knows that no server uses it. */
export const removeOutsideCluster = async (folder: string, projectDir: string): Promise<void> => {
  for (const open of openFolderPaths(projectDir)) {
    await rm(join(open, clusterName(folder)), { recursive: true, force: true });
  }
};

/** Removes the copies of the binaries that root's starts left outside the project, once no cluster is beside them. */
export const removeUnusedOpenFolders = async (projectDir: string): Promise<void> => {
  if (process.getuid?.() !== 0) return;
  for (const open of openFolderPaths(projectDir)) {
    const names = await readdir(open).catch(() => []);
    if (names.length > 0 && !names.some((name) => name.startsWith(CLUSTER_PREFIX)))
      await rm(open, { recursive: true });
  }
};

const clusterName = (folder: string): string => `${CLUSTER_PREFIX}${nameOfPath(folder)}`;

const usableFiles = async (packaged: PostgresFiles, folder: string): Promise<string> => {
  if (await isComplete(packaged.folder)) return packaged.folder;
  try {
    await addLibraryLinks(packaged.folder);
    return packaged.folder;
  } catch {
    // The packages belong to somebody else: a copy of our own gets the links.
    const copy = join(folder, `postgres-${packaged.version}-${process.arch}`);
    await copyOnce(packaged, copy);
    return copy;
  }
};

/** The copy appears whole or not at all, also when several programs start at once. */
const copyOnce = async (packaged: PostgresFiles, to: string): Promise<void> => {
  if (await isComplete(to)) return;
  const apart = await mkdtemp(join(dirname(to), `.${basename(to)}-`));
  try {
    const copy = join(apart, 'files');
    await copyPostgres(packaged.folder, copy);
    await rename(copy, to).catch((error: unknown) => {
      const code = codeOf(error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(apart, { recursive: true, force: true });
  }
};
