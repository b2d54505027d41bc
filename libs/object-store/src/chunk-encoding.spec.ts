import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { decodeChunk, encodeChunk, encodingFor } from './chunk-encoding.ts';

async function* pieces(...bytes: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes;
}
const repeated = Buffer.from('a finding like the one before\n'.repeat(1_000));

describe('the encoding of chunks', () => {
  it.each([
    ['what shrinks', pieces(repeated), 'deflate'],
    ['what does not', pieces(randomBytes(30_000)), 'none'],
    ['what is short', pieces(repeated.subarray(0, 1_000)), 'none'],
    ['nothing', pieces(), 'none'],
  ] as const)('is chosen by the begin of the content: %s', async (_what, content, encoding) => {
    expect(await encodingFor(content)).toBe(encoding);
  });

  it.each(['none', 'deflate'] as const)('gives back what was put in: %s', (encoding) => {
    expect(decodeChunk(encoding, encodeChunk(encoding, repeated))).toStrictEqual(repeated);
  });
});
