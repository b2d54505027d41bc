import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';

import { canonicalBytes, canonicalJson, NESTING_MAX, NotCanonical, type Json } from './json.ts';

/** JSON documents without anything that has no canonical form. */
const documents = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.string({ unit: 'binary' }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4 }),
    ),
  }))
  .value.map((value) => value as Json);

const refusedAt = (value: unknown): string => {
  try {
    canonicalJson(value as Json);
  } catch (error) {
    if (error instanceof NotCanonical) return error.pointer;
    throw error;
  }
  return 'not refused';
};

describe('canonicalJson', () => {
  it('sorts names by UTF-16 units (RFC 8785 §3.2.3)', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
    const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))));
    // JavaScript itself lists `1` first: compare the text, not the parsed object.
    expect(canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))).toBe(
      '{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\ud83d\ude00":0,"\ufb33":0}',
    );
    expect(sorted).toHaveLength(names.length);
  });

  it('writes text as RFC 8785 §3.2.2.2 wants it', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
    expect(canonicalJson('\b\t\n\f\r\u0000\u001f\u007f\u2028')).toBe(
      '"\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\u2028"',
    );
  });

  it('writes literals, integers and lists without any space (RFC 8785 §3.2.1)', () => {
    expect(canonicalJson([null, true, false, 0, -0, -1, Number.MAX_SAFE_INTEGER])).toBe(
      '[null,true,false,0,0,-1,9007199254740991]',
    );
    expect(canonicalJson({ b: [], a: {} })).toBe('{"a":{},"b":[]}');
  });

  it('leaves out what is undefined', () => expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}'));

  it('says the same as JSON.parse understands', () => {
    fc.assert(
      fc.property(documents, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is the same for the same document, however its names are ordered', () => {
    const reversed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(reversed);
      if (value === null || typeof value !== 'object') return value;
      const members = Object.entries(value).map(
        ([name, member]) => [name, reversed(member ?? null)] as const,
      );
      return Object.fromEntries(members.reverse());
    };
    fc.assert(fc.property(documents, (value) => canonicalJson(reversed(value)) === canonicalJson(value)));
  });

  it('is what the reference implementation of RFC 8785 writes, in order or not', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('1', '10', '2', '\r', '__proto__', 'a'),
    );
    const nested = fc.dictionary(names, fc.oneof(documents, fc.dictionary(names, documents)), { maxKeys: 6 });
    fc.assert(
      fc.property(nested, (value) => {
        // A name of the prototype would be set by assignment: read it as the registry reads what it is sent.
        const read = JSON.parse(JSON.stringify(value)) as Json;
        expect(canonicalJson(read)).toBe(canonicalize(read));
        expect(canonicalJson(JSON.parse(canonicalJson(read)))).toBe(canonicalize(read));
      }),
    );
  });

  it('takes a name that looks like an index, and __proto__, for names', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"d":1,"c":2},"2":3,"10":4,"-":5}'))).toBe(
      '{"-":5,"10":4,"2":3,"__proto__":{"c":2,"d":1},"b":1}',
    );
  });

  it('is its own canonical form', () => {
    fc.assert(
      fc.property(
        documents,
        (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value),
      ),
    );
  });

  it('becomes UTF-8 bytes', () => {
    expect(canonicalBytes('\u00fc\ud83d\ude00')).toStrictEqual(
      Uint8Array.of(0x22, 0xc3, 0xbc, 0xf0, 0x9f, 0x98, 0x80, 0x22),
    );
  });
});

describe('canonicalJson refuses', () => {
  it.each([0.1, 1e21, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER + 1])('the number %p', (number) => {
    expect(refusedAt(number)).toBe('');
    expect(refusedAt({ a: [0, { 'b/c~d': number }] })).toBe('/a/1/b~1c~0d');
  });

  it.each(['\ud800', 'x\udc00', '\udc00\ud800'])('the lone surrogate in %j, as value and as name', (text) => {
    expect(refusedAt(['ok', text])).toBe('/1');
    expect(refusedAt({ a: { [text]: 1 } })).toBe(`/a/${text}`);
  });

  it('nesting that would exhaust the stack', () => {
    const nested = (levels: number): Json => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(canonicalJson(nested(NESTING_MAX))).toHaveLength(2 * NESTING_MAX);
    expect(() => canonicalJson(nested(NESTING_MAX + 1))).toThrow(NotCanonical);
    expect(() => canonicalJson(nested(100_000))).toThrow(NotCanonical);
  });
});
