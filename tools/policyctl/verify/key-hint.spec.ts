import { describe, expect, it } from '@jest/globals';

import { keyHintOf } from './key-hint.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('the key that a bundle names', () => {
  it('is the hint of its verification material, and no text that stands elsewhere', () => {
    const bundle = { note: 'key-1', verificationMaterial: { publicKey: { hint: 'key-2' } } };
    expect(keyHintOf(bytes(bundle))).toBe('key-2');
  });

  it('is none when the bundle is no bundle, or names none', () => {
    const wrong = [bytes({ note: 'key-1' }), bytes('key-1'), bytes(null), new Uint8Array([0xff, 0x7b])];
    expect(wrong.map(keyHintOf)).toStrictEqual([undefined, undefined, undefined, undefined]);
  });
});
