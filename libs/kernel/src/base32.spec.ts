import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { base32 } from './base32.ts';

const decoded = (text: string): readonly number[] => {
  const bits = Array.from(text, (char) =>
    'abcdefghijklmnopqrstuvwxyz234567'.indexOf(char).toString(2).padStart(5, '0'),
  );
  const bytes = bits.join('').match(/.{8}/g) ?? [];
  return bytes.map((byte) => Number.parseInt(byte, 2));
};

describe('base32', () => {
  it.each([
    // RFC 4648 §10, in lower case and without padding
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('writes %j as %j', (text, encoded) => expect(base32(new TextEncoder().encode(text))).toBe(encoded));

  it('loses nothing and stays within a subject token', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const text = base32(bytes);
        expect(text).toMatch(/^[a-z2-7]*$/);
        expect(text).toHaveLength(Math.ceil((bytes.length * 8) / 5));
        expect(decoded(text)).toStrictEqual([...bytes]);
      }),
    );
  });
});
