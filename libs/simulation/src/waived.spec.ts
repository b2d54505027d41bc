import { describe, expect, it } from '@jest/globals';
import {
  readBudget,
  type FindingTuple,
  type FrozenWaiver,
  type PolicyOutcome,
} from '@policy-registry/finding';
import fc from 'fast-check';

import { judge, measuredOf } from './budgets.ts';
import { evaluateRange, type EvaluatedRange } from './evaluate-range.ts';
import { inputsDigestOf, type PresentInputs, readInputs } from './inputs.ts';
import { changedTuplesOf, partialBytes, type PresentPartial, readPartial } from './partial-result.ts';
import { reduce } from './reduce.ts';
import { resultBytes } from './simulation-result.ts';
import { cutAt, evaluated, INPUTS, RULES } from './testing/arbitrary.ts';

const CVE_1: FrozenWaiver = { waiverId: 'gate.1', advisory: 'CVE-2024-1' };
const ONE_A: FrozenWaiver = { waiverId: 'gate.2', component: 'pkg:npm/a@1' };
const BY_RULE: FrozenWaiver = { waiverId: 'gate.4', rule: 'r1' };
const withWaivers = (waivers: FrozenWaiver[], lines: string[] = []): PresentInputs => ({
  ...INPUTS,
  waivers,
  ...(lines.length > 0 && { budgets: { version: 1, lines } }),
});

const decided = (status: 'affected' | 'blocked', rule = 'r1'): PolicyOutcome => ({
  ...{ kind: 'decided', severity: {}, warnings: [], annotations: {}, undecided: [] },
  ...{ status, rule },
});
const tupleOf = (purl: string, id: string): FindingTuple => ({
  component: { purl },
  advisory: { id, aliases: [], ratings: [] },
  image: { name: 'shop:1', tags: ['tier0'] },
  vex: [],
  signals: {},
});
const tuples = [
  tupleOf('pkg:npm/a@1', 'CVE-2024-1'),
  tupleOf('pkg:npm/a@1', 'CVE-2024-2'),
  tupleOf('pkg:npm/b@2', 'CVE-2024-1'),
  tupleOf('pkg:npm/b@2', 'CVE-2024-3'),
];
const base = tuples.map(() => decided('affected'));
const candidate = [decided('blocked'), decided('blocked'), decided('affected'), decided('blocked', 'r2')];
const rangeOf = (inputs: PresentInputs): EvaluatedRange => ({ inputs, from: 0, tuples, base, candidate });
const reduced = (whole: EvaluatedRange, parts: readonly EvaluatedRange[] = [whole]) =>
  reduce(
    { inputs: whole.inputs, tuples: whole.tuples.length, candidateRules: RULES },
    parts.map((part) => readPartial(partialBytes(evaluateRange(part)))),
  );

describe('a waived tuple', () => {
  const whole = rangeOf(withWaivers([CVE_1, ONE_A]));

  it('keeps its class, and says which waiver covers it first', () => {
    const changed = [...changedTuplesOf(evaluateRange(whole))];
    expect(changed.map(({ index, class: found, waivedBy }) => [index, found, waivedBy])).toStrictEqual([
      [0, 'newly_blocked', 'gate.1'],
      [1, 'newly_blocked', 'gate.2'],
      [3, 'newly_blocked', undefined],
    ]);
    expect(reduced(whole).counts).toMatchObject({ newly_blocked: 3, unchanged: 1 });
  });

  it('is counted beside its class once, and for each waiver that covers it', () =>
    expect(reduced(whole).waived).toStrictEqual({
      tuples: 3,
      counts: { newly_blocked: 2, unchanged: 1 },
      waivers: [
        { waiverId: 'gate.1', tuples: 2 },
        { waiverId: 'gate.2', tuples: 2 },
      ],
      scopes: [],
    }));

  it('is one that the rule of the waiver decided, under the candidate', () =>
    expect(reduced(rangeOf(withWaivers([BY_RULE]))).waived).toMatchObject({ tuples: 3 }));
});

describe('budgets', () => {
  const lines = ['newly_blocked on tag:tier0 <= 1', 'waived on tag:tier0 <= 3'];
  const { budgets, ...result } = reduced(rangeOf(withWaivers([CVE_1, ONE_A], lines)));
  const found = (line: string) => {
    const { ok, value } = judge(readBudget(line), measuredOf({ ...result, budgets }));
    return [ok, value];
  };

  it('judge what is not waived', () => {
    expect(found('newly_blocked <= 1')).toStrictEqual([true, '1']);
    expect(found('changed = 1')).toStrictEqual([true, '1']);
    expect(found('newly_blocked <= 99%')).toStrictEqual([false, '100%']);
  });

  it('judge what is waived by lines of its own', () => {
    expect(found('waived <= 2')).toStrictEqual([false, '3']);
    expect(found('waived <= 75%')).toStrictEqual([true, '75%']);
  });

  it('count what is waived in the scopes that they name, and do not know of others', () => {
    expect(budgets.map(({ ok, value }) => [ok, value])).toStrictEqual([
      [true, '1'],
      [true, '3'],
    ]);
    expect(found('newly_blocked on image:shop:1 <= 3')).toStrictEqual([false, 'unknown']);
  });
});

describe('simulations without waivers', () => {
  it('have the digests and the bytes that they had', () => {
    const { waivers: _none, ...without } = withWaivers([CVE_1]);
    expect(inputsDigestOf(without)).toBe(inputsDigestOf(INPUTS));
    expect(Object.keys(evaluateRange(rangeOf(INPUTS)))).not.toContain('waived');
    expect(Object.keys(reduced(rangeOf(INPUTS)))).not.toContain('waived');
  });

  it('have other inputs than those with some, and no empty list', () => {
    expect(inputsDigestOf(withWaivers([CVE_1]))).not.toBe(inputsDigestOf(INPUTS));
    const text = (inputs: object) => new TextEncoder().encode(JSON.stringify(inputs));
    expect(() => readInputs(text(withWaivers([])))).toThrow();
  });
});

describe('waivers of a simulation', () => {
  const waivers = fc.subarray([CVE_1, ONE_A, { waiverId: 'gate.3', component: 'pkg:npm/b' }, BY_RULE], {
    minLength: 1,
  });
  const cuts = fc.array(fc.nat({ max: 60 }), { maxLength: 4 });

  it('cover the same whatever the cut, and no class is another by them', () =>
    fc.assert(
      fc.property(evaluated, waivers, cuts, (drawn, some, at) => {
        const whole = { ...drawn, inputs: withWaivers([...some], ['newly_blocked on tag:tier0 <= 1']) };
        const inside = at.filter((cut) => cut < whole.tuples.length);
        const result = reduced(whole);
        expect(resultBytes(reduced(whole, cutAt(whole, inside).toReversed()))).toStrictEqual(
          resultBytes(result),
        );
        expect(result.counts).toStrictEqual(reduced(drawn).counts);
      }),
    ));

  it.each([
    ['a tuple that is out of place', { tuples: [9, 0] }],
    ['a waiver that is none', { tuples: [0, 7] }],
    ['half a tuple', { tuples: [0] }],
    ['more tuples than it covers', { covered: [0, 0] }],
    ['fewer counts than waivers', { covered: [2] }],
    ['other scopes', { scopes: [{}] }],
  ])('are refused with %s', (_which, wrong) => {
    const partial = evaluateRange(rangeOf(withWaivers([CVE_1, ONE_A])));
    const { waived } = partial;
    const forged = { ...partial, waived: { ...waived, ...wrong } } as PresentPartial;
    expect(() => readPartial(partialBytes(forged))).toThrow();
  });

  it('are refused from other waivers than the inputs have', () => {
    const [one, other] = [rangeOf(withWaivers([CVE_1])), rangeOf(withWaivers([ONE_A]))];
    const partial = { ...evaluateRange(other), inputsDigest: inputsDigestOf(one.inputs) };
    const of = { inputs: one.inputs, tuples: 4, candidateRules: RULES };
    expect(() => reduce(of, [partial])).toThrow(expect.objectContaining({ code: 'PARTIAL_FOREIGN' }));
  });
});
