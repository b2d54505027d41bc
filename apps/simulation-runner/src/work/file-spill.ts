import type { Spill } from '@policy-registry/facts';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Runs are read side by side: this much of each is in memory.
const READ_BYTES = 128 * 1024;

/** A spill in files of the temporary folder. `dispose` gives the disk space back. */
export const fileSpill = async (
  within = tmpdir(),
): Promise<Spill & { readonly dispose: () => Promise<void> }> => {
  // A folder of mode 0700 of its own: findings of tenants are nobody else's to read.
  const folder = await mkdtemp(join(within, 'policy-registry-import-'));
  let files = 0;
  return {
    write: async (content) => {
      files += 1;
      const path = join(folder, `${files}`);
      const file = await open(path, 'wx', 0o600);
      try {
        for await (const bytes of content) await file.appendFile(bytes);
      } finally {
        await file.close();
      }
      return { read: () => createReadStream(path, { highWaterMark: READ_BYTES }) };
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
};
