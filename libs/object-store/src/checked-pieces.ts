import { BlobCorrupt, sha256Stream, type BlobRef } from '@policy-registry/kernel';

/** The bytes of a blob; ends only when they are those of its digest, and {@link BlobCorrupt} otherwise. */
export async function* checkedPieces(
  pieces: AsyncIterable<Uint8Array>,
  blob: BlobRef,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  const hash = sha256Stream();
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > sizeBytes) throw new BlobCorrupt(blob);
    hash.update(piece);
    yield piece;
  }
  if (length !== sizeBytes || hash.hex() !== blob.digest) throw new BlobCorrupt(blob);
}

/** Pieces in one array of `length` bytes. */
export const joined = (pieces: readonly Uint8Array[], length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
};
