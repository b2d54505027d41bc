import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@policy-registry/kernel';
import fc from 'fast-check';

import { classify } from './classify.ts';
import { evaluateRange } from './evaluate-range.ts';
import { partialBytes, type PartialResult, readPartial, tupleResultsOf } from './partial-result.ts';
import { evaluated, INPUTS } from './testing/arbitrary.ts';

const [base, candidate] = [
  { kind: 'not_evaluable' as const, missing: ['a'], undecided: [] },
  { kind: 'not_evaluable' as const, missing: ['b'], undecided: [] },
];
const tuple = {
  component: {},
  advisory: { id: 'CVE-1', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};
const partial: PartialResult = evaluateRange({
  inputs: INPUTS,
  from: 5,
  tuples: [tuple, tuple],
  base: [base, base],
  candidate: [candidate, base],
});
const [sample] = partial.samples;
if (sample === undefined) throw new Error('a sample');

describe('a partial result', () => {
  it('keeps both outcomes and the class of every tuple', () => {
    fc.assert(
      fc.property(evaluated, fc.nat({ max: 1_000 }), (whole, from) => {
        const results = [...tupleResultsOf(readPartial(partialBytes(evaluateRange({ ...whole, from }))))];
        expect(results).toStrictEqual(
          whole.base.map((one, at) => {
            const other = whole.candidate[at] ?? one;
            return { index: from + at, class: classify(one, other), base: one, candidate: other };
          }),
        );
      }),
    );
  });

  it('lists an outcome once, whichever order its members have', () => {
    const reordered = { undecided: [], missing: ['a'], kind: 'not_evaluable' as const };
    const { outcomes } = evaluateRange({
      inputs: INPUTS,
      from: 0,
      tuples: [tuple, tuple],
      base: [base, reordered],
      candidate: [reordered, base],
    });
    expect(outcomes).toStrictEqual([base]);
  });

  it('names a finding that has no purl by what it has', () => {
    const named = { ...tuple, component: { name: 'openssl', version: '3.0' }, image: { digest: 'sha256:1' } };
    const { changed } = evaluateRange({
      inputs: INPUTS,
      from: 0,
      tuples: [named],
      base: [base],
      candidate: [candidate],
    });
    expect(changed).toStrictEqual([
      { advisory: 'CVE-1', component: 'openssl@3.0', image: 'sha256:1', index: 0 },
    ]);
  });

  it('is refused when outcomes are missing', () => {
    const short = { inputs: INPUTS, from: 0, tuples: [tuple], base: [], candidate: [candidate] };
    expect(() => evaluateRange(short)).toThrow(RangeError);
  });

  const damaged: readonly (readonly [string, Json])[] = [
    ['of another schema', { ...partial, schema: 'policy-registry.partial-result@2' }],
    ['with a member too many', { ...partial, note: 'x' }],
    ['with a row cut in half', { ...partial, rows: [0, 1, 0] }],
    ['with a row that names no outcome', { ...partial, rows: [0, 1, 0, 9] }],
    ['with an outcome listed twice', { ...partial, outcomes: [...partial.outcomes, base] }],
    ['that hides a changed tuple', { ...partial, changed: [] }],
    [
      'that invents a changed tuple',
      { ...partial, changed: [...partial.changed, { advisory: 'CVE-1', index: 6 }] },
    ],
    ['with a sample from elsewhere', { ...partial, samples: [{ ...sample, index: 7 }] }],
    ['with a sample given twice', { ...partial, samples: [sample, sample] }],
  ];
  it.each(damaged)('is refused %s', (_what, content) => {
    expect(() => readPartial(canonicalBytes(content))).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });

  it.each([
    ['that is no JSON', '{'],
    ['in another form than the canonical one', `${new TextDecoder().decode(partialBytes(partial))}\n`],
    ['with a byte order mark', `\uFEFF${new TextDecoder().decode(partialBytes(partial))}`],
  ])('is refused %s', (_what, text) => {
    expect(() => readPartial(new TextEncoder().encode(text))).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => readPartial(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
  });
});
