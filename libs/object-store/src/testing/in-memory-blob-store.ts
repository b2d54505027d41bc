import { BlobNotFound, BlobTooLarge, sha256Hex, type BlobStore } from '@policy-registry/kernel';

const PIECE_BYTES = 100_000;

/** Blobs in memory, under the same contract as the real stores. */
export const inMemoryBlobStore = (): BlobStore => {
  const blobs = new Map<string, Uint8Array>();
  const keyOf = (tenant: string, digest: string): string => `${tenant}/${digest}`;

  return {
    worm: false,
    put: async (tenant, content, bytesMax) => {
      const pieces: Uint8Array[] = [];
      let sizeBytes = 0;
      for await (const piece of content) {
        sizeBytes += piece.length;
        if (sizeBytes > bytesMax) throw new BlobTooLarge(bytesMax);
        pieces.push(Uint8Array.from(piece));
      }
      const bytes = Uint8Array.from(Buffer.concat(pieces));
      const digest = sha256Hex(bytes);
      blobs.set(keyOf(tenant, digest), bytes);
      return { digest, sizeBytes };
    },
    get: async ({ tenant, digest }) => {
      const bytes = blobs.get(keyOf(tenant, digest));
      if (bytes === undefined) throw new BlobNotFound({ tenant, digest });
      return Uint8Array.from(bytes);
    },
    stream: async function* ({ tenant, digest }) {
      const bytes = blobs.get(keyOf(tenant, digest));
      if (bytes === undefined) throw new BlobNotFound({ tenant, digest });
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.slice(at, at + PIECE_BYTES);
    },
    find: async ({ tenant, digest }) => {
      const bytes = blobs.get(keyOf(tenant, digest));
      return bytes && { digest, sizeBytes: bytes.length };
    },
  };
};
