import type { Spill } from '../sort-records.ts';

/** A spill in memory, which gives back what it took in chunks of other lengths. */
export const memorySpill = (chunkBytes = 10_007): Spill & { readonly written: () => number } => {
  let written = 0;
  return {
    written: () => written,
    write: async (content) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(Uint8Array.from(piece));
      written += 1;
      const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
      let end = 0;
      for (const piece of pieces) {
        bytes.set(piece, end);
        end += piece.length;
      }
      return {
        read: async function* () {
          for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
        },
      };
    },
  };
};
