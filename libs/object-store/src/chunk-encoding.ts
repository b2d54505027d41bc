import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { CHUNK_BYTES, DEFLATED_CHUNK_BYTES } from './limits.ts';

/** How the chunks of a blob are stored: as they are, or each of them as a DEFLATE stream (RFC 1951) of its own. */
export type ChunkEncoding = 'none' | 'deflate';

/** What comes out of a chunk, at most and in every chunk but the last. */
export const chunkBytesOf = (encoding: ChunkEncoding): number =>
  encoding === 'deflate' ? DEFLATED_CHUNK_BYTES : CHUNK_BYTES;

// The fastest level: snapshots and partial results shrink to a tenth with it, and to little less with others.
const LEVEL = { level: 1 };
const SAMPLE_BYTES = 64 * 1024;
/** Shorter content is one small message anyway. */
const DEFLATED_FROM_BYTES = 4 * 1024;
/** Less saved than a quarter is not worth that no other client of object stores can read it. */
const SIZE_RATIO_MAX = 0.75;

/** Chosen by the beginning of the content. */
export const encodingFor = async (content: AsyncIterable<Uint8Array>): Promise<ChunkEncoding> => {
  for await (const piece of content) {
    const sample = piece.subarray(0, SAMPLE_BYTES);
    const isWorthIt =
      sample.length >= DEFLATED_FROM_BYTES &&
      deflateRawSync(sample, LEVEL).length <= SIZE_RATIO_MAX * sample.length;
    return isWorthIt ? 'deflate' : 'none';
  }
  return 'none';
};

export const encodeChunk = (encoding: ChunkEncoding, bytes: Uint8Array): Uint8Array =>
  encoding === 'deflate' ? deflateRawSync(bytes, LEVEL) : bytes;

/** `undefined` for bytes that are no chunk of this encoding, or that would become longer than one. */
export const decodeChunk = (encoding: ChunkEncoding, bytes: Uint8Array): Uint8Array | undefined => {
  if (encoding === 'none') return bytes;
  try {
    return inflateRawSync(bytes, { maxOutputLength: DEFLATED_CHUNK_BYTES });
  } catch {
    return undefined;
  }
};
