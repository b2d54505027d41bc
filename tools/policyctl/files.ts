import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

import { codeOf } from '../servers/error-code.ts';
import { UsageFault } from './answer.ts';

/** One file of a folder: its path below it with `/`, and its bytes. */
export type NamedFile = { readonly path: string; readonly bytes: Uint8Array };

/** Reads one file; one that is not there or cannot be read is the caller's fault. */
export const readBytes = async (path: string): Promise<Uint8Array> => {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw readFault(path, error);
  }
};

/** Why a file could not be read, as the caller's fault; what is no error of the system comes back as it is. */
export const readFault = (path: string, cause: unknown): unknown => {
  const code = codeOf(cause);
  if (code === undefined) return cause;
  if (code === 'ENOENT') return new UsageFault(`there is no file ${path}`, { cause });
  if (code === 'EISDIR') return new UsageFault(`${path} is a folder, not a file`, { cause });
  return new UsageFault(`${path} cannot be read (${code})`, { cause });
};

/** Whether a path is a folder; a path that is not there is the caller's fault. */
export const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageFault(`there is no file or folder ${path}`);
  return found.isDirectory();
};

/** One file: its path below the folder it was found in, with `/`, and where it is. */
export type NamedPath = { readonly path: string; readonly from: string };

// Bytewise by path; hidden files and links are left out.
const pathsUnder = async (folder: string): Promise<readonly NamedPath[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => part.startsWith('.')))
    .map((path) => ({ path: path.split(sep).join('/').normalize('NFC'), from: join(folder, path) }))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
};

/** The files of a folder and below, bytewise by path; hidden ones and links are left out. */
export const filesUnder = async (folder: string): Promise<readonly NamedFile[]> => {
  const named = await pathsUnder(folder);
  return Promise.all(named.map(async ({ path, from }) => ({ path, bytes: await readBytes(from) })));
};

/** Where a single file is, under its own name, or everything in a folder. */
export const pathsAt = async (path: string): Promise<readonly NamedPath[]> =>
  (await isFolder(path)) ? pathsUnder(path) : [{ path: basename(path), from: path }];
