import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, in hex, read as a stream. */
export const sha256OfFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};

/** Whether a file is what was recorded in `<path>.sha256` when it was made; absent files are not. */
export const isAsRecorded = async (path: string): Promise<boolean> => {
  try {
    const recorded = await readFile(`${path}.sha256`, 'utf8');
    return recorded.trim() === (await sha256OfFile(path));
  } catch {
    return false;
  }
};
