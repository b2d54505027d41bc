import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { storable } from './storable.ts';

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '\\', 'u0000', '\\u0000', '\uD83D', '\uDE00', '\u{1F600}', 'a'),
    fc.string({ unit: 'binary' }),
  ),
});

describe('text of an answer', () => {
  it('stays as it is when nothing is wrong with it', () => {
    expect(storable('“naïve” \u{1F600}', 400)).toBe('“naïve” \u{1F600}');
  });

  it.each([
    ['NUL', 'a\0b', 'a\uFFFDb'],
    ['the escape of NUL, quoted', String.raw`a\u0000b`, 'a\uFFFDb'],
    ['half a pair', 'a\uD83Db', 'a\uFFFDb'],
    ['a pair at the end', 'abcd\u{1F600}', 'abcd\uFFFD'],
  ])('is mended: %s', (_what, text, mended) => {
    expect(storable(text, 5)).toBe(mended);
  });

  it('is well formed, short enough and without NUL, whatever it was', () => {
    fc.assert(
      fc.property(hostile, fc.nat({ max: 20 }), (text, charsMax) => {
        const stored = storable(text, charsMax);
        expect(stored.isWellFormed()).toBe(true);
        expect(stored.length).toBeLessThanOrEqual(charsMax);
        expect(JSON.stringify(stored)).not.toContain(String.raw`\u0000`);
      }),
    );
  });
});
