import { open, stat } from 'node:fs/promises';

import { UsageFault } from './answer.ts';
import { readBytes, readFault } from './files.ts';

/** Bytes that may be more than memory has room for. */
export type Content = {
  /** Bytes that `pieces` gives. */
  readonly size: number;
  /**
   * Reads from the first byte on, at every call, and no further than whoever takes the pieces. A piece is overwritten
   * when the next one is asked for.
   */
  readonly pieces: () => AsyncIterable<Uint8Array>;
};

const PIECE_BYTES = 256 * 1_024;

/** All of it at once, for what has to be in memory. */
export const bytesOf = async ({ size, pieces }: Content): Promise<Uint8Array> => {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const piece of pieces()) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
};

/** What is in one file. A pipe or a device can be read once and has no size: that is held in memory. */
export const contentOf = async (path: string): Promise<Content> => {
  const found = await stat(path).catch((error: unknown) => {
    throw readFault(path, error);
  });
  if (!found.isFile()) return contentOfBytes(await readBytes(path));
  return { size: found.size, pieces: () => piecesOf(path, found.size) };
};

export const contentOfBytes = (bytes: Uint8Array): Content => ({
  size: bytes.length,
  pieces: async function* () {
    yield bytes;
  },
});

async function* piecesOf(path: string, size: number): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw readFault(path, error);
  });
  try {
    // One for all: buffers that each piece leaves behind would be memory that is freed late.
    const buffer = new Uint8Array(PIECE_BYTES);
    let read = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      read += bytesRead;
      if (bytesRead === 0 || read > size) break;
      yield buffer.subarray(0, bytesRead);
    }
    if (read !== size) throw new UsageFault(`${path} changed while it was read`);
  } catch (error) {
    throw readFault(path, error);
  } finally {
    await file.close();
  }
}
