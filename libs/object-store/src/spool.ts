import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BlobTooLarge } from '@policy-registry/kernel';

/** Content read to its end: its digest and size are known, and its bytes can be read again. */
export type Spooled = {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly read: () => AsyncIterable<Uint8Array>;
  /** Gives the disk space back. */
  readonly dispose: () => Promise<void>;
};

export type SpoolLimits = {
  readonly bytesMax: number;
  /** Longer content goes to a file, so that memory stays bounded. */
  readonly memoryBytesMax: number;
};

/**
 * Reads `content` to its end, hashing. The address of content is its digest, so nothing can be stored before
 * the end is known. Rejects with {@link BlobTooLarge} as soon as the limit is passed, and keeps nothing then.
 */
export const spool = async (content: AsyncIterable<Uint8Array>, limits: SpoolLimits): Promise<Spooled> => {
  const hash = createHash('sha256');
  const memory: Uint8Array[] = [];
  let file: SpoolFile | undefined;
  let sizeBytes = 0;
  try {
    for await (const piece of content) {
      sizeBytes += piece.length;
      if (sizeBytes > limits.bytesMax) throw new BlobTooLarge(limits.bytesMax);
      hash.update(piece);
      if (file === undefined && sizeBytes > limits.memoryBytesMax) {
        file = await openSpoolFile();
        for (const earlier of memory.splice(0)) await file.write(earlier);
      }
      // A copy: the giver of `content` may reuse its buffer.
      if (file === undefined) memory.push(Uint8Array.from(piece));
      else await file.write(piece);
    }
    await file?.close();
  } catch (error) {
    await file?.dispose();
    throw error;
  }
  const kept = file;
  return {
    digest: hash.digest('hex'),
    sizeBytes,
    read: () => (kept === undefined ? each(memory) : createReadStream(kept.path)),
    dispose: async () => kept?.dispose(),
  };
};

type SpoolFile = {
  readonly path: string;
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly close: () => Promise<void>;
  readonly dispose: () => Promise<void>;
};

const openSpoolFile = async (): Promise<SpoolFile> => {
  // A folder of mode 0700 of its own: content of tenants is nobody else's to read.
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-blob-'));
  const path = join(folder, 'content');
  let file: FileHandle | undefined = await open(path, 'wx', 0o600);
  const close = async (): Promise<void> => {
    const opened = file;
    file = undefined;
    await opened?.close();
  };
  return {
    path,
    write: async (bytes) => {
      await file?.appendFile(bytes);
    },
    close,
    dispose: async () => {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
