import { describe, expect, it } from '@jest/globals';
import type { PolicyOutcome } from '@policy-registry/finding';
import fc from 'fast-check';

import { classify, RESULT_CLASSES } from './classify.ts';
import { type EvaluatedRange, evaluateRange } from './evaluate-range.ts';
import { MOVERS_MAX } from './movers.ts';
import { partialBytes, type PartialResult, readPartial } from './partial-result.ts';
import { reduce } from './reduce.ts';
import { SAMPLES_PER_CLASS } from './samples.ts';
import { readResult, resultBytes, resultDigestOf, type SimulationResult } from './simulation-result.ts';
import { cutAt, evaluated, INPUTS, INPUTS_OF_1, RULES } from './testing/arbitrary.ts';

const ofTuples = (tuples: number) => ({ inputs: INPUTS, tuples, candidateRules: RULES });
const stored = (range: EvaluatedRange): PartialResult => readPartial(partialBytes(evaluateRange(range)));
const reduced = (whole: EvaluatedRange): SimulationResult =>
  reduce(ofTuples(whole.tuples.length), [stored(whole)]);

// A snapshot, where to cut it, and in which order the parts arrive.
const arrived = evaluated.chain((whole) =>
  fc
    .array(fc.nat({ max: whole.tuples.length }), { maxLength: 8 })
    .map((cuts) => cutAt(whole, cuts))
    .chain((parts) =>
      fc
        .shuffledSubarray([...parts], { minLength: parts.length, maxLength: parts.length })
        .map((shuffled) => ({ whole, shuffled })),
    ),
);

const blocked: PolicyOutcome = {
  kind: 'decided',
  status: 'blocked',
  severity: { score: '9.8', band: 'Critical' },
  rule: 'r1',
  warnings: [],
  annotations: {},
  undecided: [],
};
const affected: PolicyOutcome = { ...blocked, status: 'affected', rule: 'r2' };
const many = (count: number): EvaluatedRange => ({
  inputs: INPUTS,
  from: 0,
  tuples: Array.from({ length: count }, (_, index) => ({
    component: { purl: `pkg:npm/c${index % 15}@1` },
    advisory: { id: `CVE-${index}`, aliases: [], ratings: [] },
    image: { name: `image-${index % 3}` },
    vex: [],
    signals: {},
  })),
  base: Array.from({ length: count }, () => affected),
  candidate: Array.from({ length: count }, (_, index) => (index % 2 === 0 ? blocked : affected)),
});

describe('the result of a simulation', () => {
  it('has the same bytes however the tuples are cut and in whichever order the parts arrive', () => {
    fc.assert(
      fc.property(arrived, ({ whole, shuffled }) => {
        const result = reduce(ofTuples(whole.tuples.length), shuffled.map(stored));
        expect(new TextDecoder().decode(resultBytes(result))).toBe(
          new TextDecoder().decode(resultBytes(reduced(whole))),
        );
      }),
    );
  });

  it('counts every tuple once in each of its tables', () => {
    fc.assert(
      fc.property(evaluated, (whole) => {
        const { tuples, counts, severity, heatMap, coverage } = reduced(whole);
        const sum = (table: Readonly<Record<string, number>>) =>
          Object.values(table).reduce((a, b) => a + b, 0);
        const lines = (map: typeof heatMap.base) =>
          map.reduce((total, { outcomes }) => total + sum(outcomes), 0);
        const found = [
          sum(counts),
          sum(severity.before),
          sum(severity.after),
          lines(heatMap.base),
          lines(heatMap.candidate),
        ];
        expect(found).toStrictEqual(found.map(() => tuples));
        expect(tuples).toBe(whole.tuples.length);

        for (const name of RESULT_CLASSES) {
          const expected = whole.base.filter(
            (base, at) => classify(base, whole.candidate[at] ?? base) === name,
          ).length;
          expect([name, counts[name]]).toStrictEqual([name, expected]);
        }
        const hit = new Set(
          whole.candidate.map((outcome) => (outcome.kind === 'decided' ? outcome.rule : undefined)),
        );
        expect(coverage.rulesNeverHit).toStrictEqual(RULES.filter((rule) => !hit.has(rule)));
      }),
    );
  });

  it('is the same for everybody who has these tuples and outcomes', () => {
    expect(resultDigestOf(reduced(many(300)))).toBe(
      '489ab0eaa81fc51a5f2155ba9b867201291bd55cccf97210d4b9ded71fb39a6f',
    );
  });

  it('of inputs of the first form is what it was then', () => {
    const inputs = INPUTS_OF_1;
    const before = reduce({ ...ofTuples(300), inputs }, [stored({ ...many(300), inputs })]);
    expect(resultDigestOf(before)).toBe('eab23b3a660a31086f3dc835572f4ada4b992d078b6ead37affdf9cd4f46fc31');
  });

  it('survives storage', () => {
    fc.assert(
      fc.property(evaluated, (whole) => {
        const result = reduced(whole);
        expect(readResult(resultBytes(result))).toStrictEqual(result);
        expect(resultDigestOf(result)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
  });

  it('names the components and images with most changes, ties by name', () => {
    const { movers } = reduced(many(300));
    expect(movers.components).toHaveLength(MOVERS_MAX);
    expect(movers.components[0]).toStrictEqual({
      name: 'pkg:npm/c0@1',
      changed: 10,
      classes: { newly_blocked: 10 },
    });
    expect(movers.components.map(({ name }) => name)).toStrictEqual(
      movers.components.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(movers.images).toStrictEqual(
      ['image-0', 'image-1', 'image-2'].map((name) => ({
        name,
        changed: 50,
        classes: { newly_blocked: 50 },
      })),
    );
  });

  it('shows a bounded number of examples of each class, with both outcomes', () => {
    const { samples } = reduced(many(100));
    expect(samples.map((sample) => sample.class)).toStrictEqual([
      ...Array.from({ length: SAMPLES_PER_CLASS }, () => 'newly_blocked'),
      ...Array.from({ length: SAMPLES_PER_CLASS }, () => 'unchanged'),
    ]);
    expect(samples[0]).toMatchObject({ base: affected, candidate: blocked });
  });

  it('draws other examples with another seed', () => {
    const whole = many(100);
    const other = { ...whole, inputs: { ...INPUTS, seed: 1 } };
    const indexes = ({ samples }: SimulationResult) => samples.map(({ index }) => index);
    const result = reduce({ ...ofTuples(100), inputs: other.inputs }, [stored(other)]);
    expect(indexes(result)).not.toStrictEqual(indexes(reduced(whole)));
  });

  it('counts the tuples that each missing name left without an answer', () => {
    const whole = many(4);
    const without = (...missing: string[]): PolicyOutcome => ({
      kind: 'not_evaluable',
      missing,
      undecided: ['r1'],
    });
    const candidate = [without('vex.status'), without('advisory.has_tag', 'vex.status'), affected, affected];
    expect(reduced({ ...whole, candidate }).coverage).toStrictEqual({
      rulesNeverHit: ['r1', 'r3', 'never'],
      missing: [
        { name: 'advisory.has_tag', tuples: 1 },
        { name: 'vex.status', tuples: 2 },
      ],
    });
  });

  it('exists for a snapshot without tuples', () => {
    const result = reduce(ofTuples(0), []);
    expect(result.tuples).toBe(0);
    expect(result.coverage.rulesNeverHit).toStrictEqual(RULES);
  });
});

describe('a reduction', () => {
  const parts = cutAt(many(10), [3, 7]).map(stored);
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three parts');
  const foreign = stored({ ...many(10), inputs: { ...INPUTS, seed: 1 } });
  const shifted = {
    ...second,
    from: 2,
    changed: second.changed.map((item) => ({ ...item, index: item.index - 1 })),
  };

  it.each([
    ['a part missing in the middle', [first, third], 'PARTIALS_INCOMPLETE'],
    ['the first part missing', [second, third], 'PARTIALS_INCOMPLETE'],
    ['the last part missing', [first, second], 'PARTIALS_INCOMPLETE'],
    ['no parts at all', [], 'PARTIALS_INCOMPLETE'],
    ['a part given twice', [first, second, second, third], 'PARTIALS_OVERLAPPING'],
    ['parts that overlap', [first, { ...shifted, samples: [] }, third], 'PARTIALS_OVERLAPPING'],
    [
      'parts beyond the snapshot',
      [first, second, third, { ...first, from: 10, changed: [], samples: [] }],
      'PARTIALS_OVERLAPPING',
    ],
    ['a part of other inputs', [foreign], 'PARTIAL_FOREIGN'],
  ])('refuses %s', (_what, partials, code) => {
    expect(() => reduce(ofTuples(10), partials)).toThrow(
      expect.objectContaining({ name: 'PartialsRefused', code }),
    );
  });
});
