import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { digestOf, sha256Hex, sha256OfFields } from './digest.ts';

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

describe('sha256Hex', () => {
  it.each([
    // FIPS 180-4 examples
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('hashes %j', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
    expect(sha256Hex(new TextEncoder().encode(text))).toBe(digest);
  });
});

describe('digestOf', () => {
  it('hashes the canonical form', () => {
    expect(digestOf({ b: 1, a: 2 })).toBe(sha256Hex('{"a":2,"b":1}'));
  });
});

describe('sha256OfFields', () => {
  it('keeps its bytes', () => {
    expect(hex(sha256OfFields('ab', 'c'))).toBe(
      '430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5',
    );
    // Lengths are those of the UTF-8 form: two bytes here.
    expect(hex(sha256OfFields('ü'))).toBe('0cd8850bfc4498db3b7be0bd6e149c345b8b9f798157e87e34583cb71b785dfe');
  });

  it('tells any two lists of fields apart', () => {
    const fields = fc.array(
      fc.string({ unit: fc.constantFrom('a', '1', ':', 'ü', '\u0000'), maxLength: 4 }),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(fields, fields, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(hex(sha256OfFields(...one)) === hex(sha256OfFields(...other))).toBe(isSame);
      }),
      { numRuns: 1_000 },
    );
  });
});
