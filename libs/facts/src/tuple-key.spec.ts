import { describe, expect, it } from '@jest/globals';
import { compareBytewise } from '@policy-registry/kernel';
import fc from 'fast-check';

import { parseSortKey, sortKey, type TupleKey } from './tuple-key.ts';

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 4 }),
    fc.constantFrom('', '\0', '\0\0', '\x01', '\0\x01', 'a\0', 'ä', '\uffee', '\u{1f600}'),
  )
  .map((some) => some.toWellFormed());
const key: fc.Arbitrary<TupleKey> = fc.record(
  {
    image: text,
    imageDigest: text,
    purl: text,
    name: text,
    version: text,
    advisory: text,
  },
  { noNullPrototype: true },
);
const membersOf = ({ image, imageDigest, purl, name, version, advisory }: TupleKey) =>
  [image, imageDigest, purl, name, version, advisory] as const;

describe('a sort key', () => {
  it('orders as its members do by their bytes, one after the other', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const order = membersOf(a)
          .map((member, at) => compareBytewise(member, membersOf(b)[at] ?? ''))
          .find((difference) => difference !== 0);
        const [first, second] = [sortKey(a), sortKey(b)];
        expect(Math.sign(first < second ? -1 : first > second ? 1 : 0)).toBe(Math.sign(order ?? 0));
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives its members back', () => {
    fc.assert(
      fc.property(key, (some) => expect(parseSortKey(sortKey(some))).toStrictEqual(some)),
      {
        numRuns: 1_000,
      },
    );
  });
});
