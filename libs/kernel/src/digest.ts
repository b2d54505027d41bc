// The one place in the pure libraries that may reach into the platform: hashing has no state and no side effect.
import { createHash, hash } from 'node:crypto';

import { canonicalBytes, type Json } from './json.ts';

/** SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits; text is hashed as UTF-8. */
export const sha256Hex = (content: Uint8Array | string): string => hash('sha256', content, 'hex');

/** The same as its 32 bytes. */
export const sha256Bytes = (content: Uint8Array): Uint8Array => hash('sha256', content, 'buffer');

/** A SHA-256 over content that comes in pieces; `hex` is that of what came so far. */
export type Sha256Stream = {
  readonly update: (piece: Uint8Array | string) => void;
  readonly hex: () => string;
};

export const sha256Stream = (): Sha256Stream => {
  const hash = createHash('sha256');
  return {
    update: (piece) => {
      hash.update(piece);
    },
    hex: () => hash.copy().digest('hex'),
  };
};

/** SHA-256 over the RFC 8785 bytes of `value`. */
export const digestOf = (value: Json): string => sha256Hex(canonicalBytes(value));

/**
 * SHA-256 over fields that cannot run into each other: each is preceded by its length in UTF-8 bytes,
 * so `('ab', 'c')` and `('a', 'bc')` differ.
 */
export const sha256OfFields = (...fields: readonly string[]): Uint8Array =>
  hash('sha256', fields.map((field) => `${encoder.encode(field).length}:${field}`).join(''), 'buffer');

const encoder = new TextEncoder();
