import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Stack } from './stack.ts';

// The S3 server keeps each object as a file, and refuses to replace one while it is locked. Who has its disk is
// not asked.

/** Flips one bit of what the S3 server holds for a digest. */
export const flipBitOfBlob = async (stack: Stack, tenant: string, digest: string): Promise<void> => {
  const file = fileOf(stack, tenant, digest);
  const bytes = await readFile(file);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(file, bytes);
};

/** Puts the bytes of another blob behind a digest. */
export const exchangeBlob = (stack: Stack, tenant: string, digest: string, other: string): Promise<void> =>
  copyFile(fileOf(stack, tenant, other), fileOf(stack, tenant, digest));

const fileOf = ({ folder }: Stack, tenant: string, digest: string): string =>
  join(folder, 's3', 'objects', `policy-registry-${tenant}`, digest.slice(0, 2), digest);
