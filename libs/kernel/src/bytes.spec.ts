import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compareBytewise } from './bytes.ts';

// Around the places where UTF-16 units and UTF-8 bytes disagree.
const edges = [
  '',
  'a',
  'z',
  '\u0000',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{10ffff}',
];

const sign = (order: number): number => Math.sign(order);
const orderOfBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

it('orders as the UTF-8 bytes do, at every edge', () => {
  for (const a of edges) {
    for (const b of edges)
      expect([a, b, sign(compareBytewise(a, b))]).toStrictEqual([a, b, orderOfBytes(a, b)]);
  }
});

it('orders as the UTF-8 bytes do', () => {
  const unit = fc.oneof(fc.constantFrom(...edges), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
  const text = fc.string({ unit, maxLength: 5 });
  fc.assert(
    fc.property(text, text, (a, b) => expect(sign(compareBytewise(a, b))).toBe(orderOfBytes(a, b))),
    { numRuns: 2_000 },
  );
});

it('puts what plain sort puts last before', () => {
  expect(['\u{1f600}', '\uffff'].sort()).toStrictEqual(['\u{1f600}', '\uffff']);
  expect(['\u{1f600}', '\uffff'].sort(compareBytewise)).toStrictEqual(['\uffff', '\u{1f600}']);
});
