import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';

import type { z } from 'zod';

import { codeOf } from '../servers/error-code.ts';

/** Writes JSON that only the owner can read, whole or not at all. */
export const writePrivateJson = (path: string, value: unknown): Promise<void> =>
  writePrivate(path, `${JSON.stringify(value, undefined, 2)}\n`);

/** The same for any content; whatever could be read there before is gone. */
export const writePrivate = (path: string, content: string | Uint8Array): Promise<void> =>
  replaceFile(path, content, 0o600);

/** Puts a file in the place of another, whole or not at all, for those whom `mode` lets read it. */
export const replaceFile = async (
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<void> => {
  const apart = `${path}.${randomUUID()}.new`;
  await writeFile(apart, content, { mode });
  await rename(apart, path);
};

/** Reads JSON of a known shape; a file that is not there is `undefined`, one that does not fit is an error. */
export const readJson = async <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> => {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new Error(`${path} is damaged; move it away, or start over with npm run reset`, { cause: error });
  }
};

/** Writes a file that only the owner can read, unless there is one: what it holds is made once. */
export const writeUnlessThere = async (path: string, content: string | Uint8Array): Promise<void> => {
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
};
