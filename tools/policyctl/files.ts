import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

import { codeOf } from '../servers/error-code.ts';
import { UsageFault } from './answer.ts';

/** One file of a folder: its path below it with `/`, and its bytes. */
export type NamedFile = { readonly path: string; readonly bytes: Uint8Array };

/** Reads one file; one that is not there is the caller's fault. */
export const readBytes = async (path: string): Promise<Uint8Array> => {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new UsageFault(`there is no file ${path}`, { cause: error });
    if (codeOf(error) === 'EISDIR') throw new UsageFault(`${path} is a folder, not a file`, { cause: error });
    throw error;
  }
};

/** Whether a path is a folder; a path that is not there is the caller's fault. */
export const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageFault(`there is no file or folder ${path}`);
  return found.isDirectory();
};

/** The files of a folder and below, bytewise by path; hidden ones and links are left out. */
export const filesUnder = async (folder: string): Promise<readonly NamedFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => part.startsWith('.')));
  const named = paths.map((path) => ({
    path: path.split(sep).join('/').normalize('NFC'),
    from: join(folder, path),
  }));
  const sorted = named.toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
  return Promise.all(sorted.map(async ({ path, from }) => ({ path, bytes: await readBytes(from) })));
};

/** A single file under its own name, or everything in a folder. */
export const filesAt = async (path: string): Promise<readonly NamedFile[]> =>
  (await isFolder(path)) ? filesUnder(path) : [{ path: basename(path), bytes: await readBytes(path) }];
