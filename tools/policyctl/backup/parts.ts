import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { CHUNK_BYTES } from '@policy-registry/event-store';

import type { Part } from './manifest.ts';

/** Where the bytes of a part go. */
export type Take = (chunk: Uint8Array) => Promise<void>;

/** Writes one file of a backup, for its owner alone, as its bytes come, and digests it. A file that is there is refused. */
export const writePart = async <T>(
  folder: string,
  path: string,
  write: (take: Take) => Promise<T>,
): Promise<{ readonly part: Part; readonly result: T }> => {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    const result = await write(async (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    });
    await file.sync();
    return { part: { path, bytes, sha256: hash.digest('hex') }, result };
  } finally {
    await file.close();
  }
};

/** The bytes of a part, piece by piece. */
export const partBytes = (folder: string, path: string): AsyncIterable<Uint8Array> =>
  createReadStream(join(folder, path), { highWaterMark: CHUNK_BYTES });

/** How a file differs from the part that it should be; `undefined` when it is that part. */
export const differenceOf = async (folder: string, part: Part): Promise<string | undefined> => {
  const found = await stat(join(folder, part.path)).catch(() => undefined);
  if (found === undefined || !found.isFile()) return `${part.path} is missing`;
  if (found.size !== part.bytes) return `${part.path} has ${found.size} bytes instead of ${part.bytes}`;
  const hash = createHash('sha256');
  for await (const chunk of partBytes(folder, part.path)) hash.update(chunk);
  return hash.digest('hex') === part.sha256
    ? undefined
    : `${part.path} has other bytes than it was made with`;
};
