import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@policy-registry/kernel';
import fc from 'fast-check';

import { classify } from './classify.ts';
import { evaluateRange } from './evaluate-range.ts';
import { findingNameOf } from './finding-name.ts';
import { changedTuplesOf, partialBytes, type PresentPartial, readPartial } from './partial-result.ts';
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
const partial: PresentPartial = evaluateRange({
  inputs: INPUTS,
  from: 5,
  tuples: [tuple, tuple],
  base: [base, base],
  candidate: [candidate, base],
});
const [sample] = partial.samples;
if (sample === undefined) throw new Error('a sample');

describe('a partial result', () => {
  it('keeps both outcomes of every tuple, and the names and class of those that changed', () => {
    fc.assert(
      fc.property(evaluated, fc.nat({ max: 1_000 }), (whole, from) => {
        const made = evaluateRange({ ...whole, from });
        expect(readPartial(partialBytes(made))).toStrictEqual(made);
        const { outcomes, pairs, rows } = made;
        const sideOf = (side: 0 | 1) => rows.map((pair) => outcomes[pairs[2 * pair + side] ?? -1]);
        expect(sideOf(0)).toStrictEqual(whole.base);
        expect(sideOf(1)).toStrictEqual(whole.candidate);
        const changed = whole.tuples.flatMap((named, at) => {
          const [one = base, other = base] = [whole.base[at], whole.candidate[at]];
          const found = classify(one, other);
          return found === 'unchanged'
            ? []
            : [{ index: from + at, ...findingNameOf(named), class: found, base: one, candidate: other }];
        });
        expect([...changedTuplesOf(made)]).toStrictEqual(changed);
      }),
    );
  });

  it('counts every tuple under its image, its package and its teams', () => {
    const teams = (...tags: string[]) => ({ ...tuple, image: { name: 'shop:1', tags } });
    const versioned = { ...tuple, component: { purl: 'pkg:npm/@a/b@1?x=y' } };
    const { groups } = evaluateRange({
      inputs: INPUTS,
      from: 0,
      tuples: [teams('team:pay', 'team:web', 'tier0'), teams('team:pay', 'team:pay'), versioned],
      base: [base, base, base],
      candidate: [candidate, base, base],
    });
    expect(groups).toStrictEqual({
      image: [
        { name: 'shop:1', classes: { outcome_changed: 1, unchanged: 1 } },
        { name: null, classes: { unchanged: 1 } },
      ],
      package: [
        { name: null, classes: { outcome_changed: 1, unchanged: 1 } },
        { name: 'pkg:npm/@a/b', classes: { unchanged: 1 } },
      ],
      team: [
        { name: 'team:pay', classes: { outcome_changed: 1, unchanged: 1 } },
        { name: 'team:web', classes: { outcome_changed: 1 } },
        { name: null, classes: { unchanged: 1 } },
      ],
    });
  });

  it('counts what lies in the scopes that the budgets name', () => {
    const lines = [
      'error_new on tag:tier0 = 0',
      'newly_blocked on package:b = 0',
      'error_new on tag:tier0 < 2',
    ];
    const tagged = { ...tuple, component: { name: 'b', tags: ['tier0'] } };
    const { scopes } = evaluateRange({
      inputs: { ...INPUTS, budgets: { version: 1, lines } },
      from: 0,
      tuples: [tagged, { ...tuple, image: { tags: ['tier0'] } }, tuple],
      base: [base, base, base],
      candidate: [candidate, base, base],
    });
    expect(scopes).toStrictEqual([{ outcome_changed: 1, unchanged: 1 }, { outcome_changed: 1 }]);
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
    const made = evaluateRange({
      inputs: INPUTS,
      from: 0,
      tuples: [named],
      base: [base],
      candidate: [candidate],
    });
    expect([...changedTuplesOf(made)]).toMatchObject([
      { advisory: 'CVE-1', component: 'openssl@3.0', image: 'sha256:1', index: 0 },
    ]);
  });

  it('is refused when outcomes are missing', () => {
    const short = { inputs: INPUTS, from: 0, tuples: [tuple], base: [], candidate: [candidate] };
    expect(() => evaluateRange(short)).toThrow(RangeError);
  });

  const damaged: readonly (readonly [string, Json])[] = [
    ['of another schema', { ...partial, schema: 'policy-registry.partial-result@3' }],
    ['with a member too many', { ...partial, note: 'x' }],
    ['with a pair cut in half', { ...partial, pairs: [...partial.pairs, 0] }],
    ['with a pair of no outcome', { ...partial, pairs: [0, 1, 0, 9] }],
    ['with a pair listed twice', { ...partial, pairs: [...partial.pairs, 0, 1] }],
    ['with a row that names no pair', { ...partial, rows: [0, 9] }],
    ['with an outcome listed twice', { ...partial, outcomes: [...partial.outcomes, base] }],
    ['with a name listed twice', { ...partial, names: ['CVE-1', 'CVE-1'] }],
    ['that hides a changed tuple', { ...partial, changed: [] }],
    ['that invents a changed tuple', { ...partial, changed: [...partial.changed, 1, 0, 0, 0] }],
    ['with a changed tuple cut short', { ...partial, changed: [0, 0, 0] }],
    ['whose groups leave a tuple out', { ...partial, groups: { ...partial.groups, image: [] } }],
    [
      'whose groups count another class',
      { ...partial, groups: { ...partial.groups, image: [{ name: null, classes: { unchanged: 2 } }] } },
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

  it('with a changed tuple whose advisory has no name cannot be listed', () => {
    const nameless = readPartial(partialBytes({ ...partial, names: [] }));
    expect(() => [...changedTuplesOf(nameless)]).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });

  it('is refused when it is not UTF-8', () => {
    expect(() => readPartial(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('not UTF-8');
  });
});
