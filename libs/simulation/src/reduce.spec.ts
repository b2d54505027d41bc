import { describe, expect, it } from '@jest/globals';
import { type PolicyOutcome, RESULT_CLASSES } from '@policy-registry/finding';
import fc from 'fast-check';

import { classify } from './classify.ts';
import { type EvaluatedRange, evaluateRange } from './evaluate-range.ts';
import { GROUPS_MAX } from './grouping.ts';
import { MOVERS_MAX } from './movers.ts';
import { partialBytes, type PresentPartial, readPartial } from './partial-result.ts';
import { reduce } from './reduce.ts';
import { SAMPLES_PER_CLASS } from './samples.ts';
import { readResult, resultBytes, resultDigestOf, type PresentResult } from './simulation-result.ts';
import { cutAt, evaluated, INPUTS, RULES } from './testing/arbitrary.ts';

const ofTuples = (tuples: number) => ({ inputs: INPUTS, tuples, candidateRules: RULES });
const stored = (range: EvaluatedRange): PresentPartial => {
  const partial = evaluateRange(range);
  expect(readPartial(partialBytes(partial))).toStrictEqual(partial);
  return partial;
};
const reduced = (whole: EvaluatedRange): PresentResult =>
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
        const { tuples, counts, severity, heatMap, groups, coverage } = reduced(whole);
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
          ...Object.values(severity.moves)
            .map(sum)
            .reduce((total, cells) => [(total[0] ?? 0) + cells], [0]),
          ...[groups.image, groups.package].map(({ listed, others, none }) =>
            listed.reduce((total, { classes }) => total + sum(classes), sum(others) + sum(none)),
          ),
          groups.image.counted,
          groups.package.counted,
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
      '9dfa26e6079e84ead1034a5ff1288c84d5ab1f856bd2ba9bbc6a1c1ffe2241d1',
    );
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

  it('says from which severity to which the tuples went', () => {
    const low: PolicyOutcome = { ...blocked, severity: { band: 'Low' } };
    const error: PolicyOutcome = { kind: 'error', error: 'UNKNOWN_IN_ACTION', undecided: [] };
    const whole = { ...many(4), candidate: [low, low, blocked, error] };
    expect(reduced(whole).severity.moves).toStrictEqual({
      Critical: { Critical: 1, Low: 2, not_decided: 1 },
    });
  });

  it('lists the groups with most changes, and the rest as one line', () => {
    const whole = many(3 * (GROUPS_MAX + 5));
    const tuples = whole.tuples.map((tuple, at) => ({
      ...tuple,
      component: { purl: `pkg:npm/p${at % (GROUPS_MAX + 5)}@${at}` },
      image: at % 2 === 0 ? { tags: ['team:a', 'team:b'] } : { name: 'odd', tags: ['team:b'] },
    }));
    const { groups } = reduced({ ...whole, tuples });
    expect(groups.package.names).toBe(GROUPS_MAX + 5);
    expect(groups.package.listed).toHaveLength(GROUPS_MAX);
    expect(groups.package.listed[0]).toStrictEqual({
      name: 'pkg:npm/p0',
      classes: { newly_blocked: 2, unchanged: 1 },
    });
    expect(groups.package.others).toStrictEqual({ newly_blocked: 5, unchanged: 10 });
    expect(groups.image).toStrictEqual({
      counted: 165,
      names: 1,
      listed: [{ name: 'odd', classes: { unchanged: 82 } }],
      others: {},
      none: { newly_blocked: 83 },
    });
    expect(groups.team).toStrictEqual({
      counted: 165 + 83,
      names: 2,
      listed: [
        { name: 'team:b', classes: { newly_blocked: 83, unchanged: 82 } },
        { name: 'team:a', classes: { newly_blocked: 83 } },
      ],
      others: {},
      none: {},
    });
  });

  it('judges the budgets in force, but for those on time', () => {
    const lines = ['newly_blocked <= 40%', 'changed on image:image-0 = 50', 'snapshot age <= 2d'];
    const inputs = { ...INPUTS, budgets: { version: 4, lines: [...lines, 'p95 evaluation <= +20%'] } };
    const result = reduce({ ...ofTuples(300), inputs }, [stored({ ...many(300), inputs })]);
    expect(result.scopes).toStrictEqual([
      { scope: 'image:image-0', classes: { newly_blocked: 50, unchanged: 50 } },
    ]);
    expect(result.budgets).toStrictEqual([
      { line: 'newly_blocked <= 40%', ok: false, value: '50%' },
      { line: 'changed on image:image-0 = 50', ok: true, value: '50' },
      { line: 'snapshot age <= 2d', ok: true, value: '2d' },
    ]);
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
    const indexes = ({ samples }: PresentResult) => samples.map(({ index }) => index);
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
      tuplesMissingEvidence: { base: 0, candidate: 2 },
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
  const shifted = { ...second, from: 2 };

  it.each([
    ['a part missing in the middle', [first, third], 'PARTIALS_INCOMPLETE'],
    ['the first part missing', [second, third], 'PARTIALS_INCOMPLETE'],
    ['the last part missing', [first, second], 'PARTIALS_INCOMPLETE'],
    ['no parts at all', [], 'PARTIALS_INCOMPLETE'],
    ['a part given twice', [first, second, second, third], 'PARTIALS_OVERLAPPING'],
    ['parts that overlap', [first, { ...shifted, samples: [] }, third], 'PARTIALS_OVERLAPPING'],
    [
      'parts beyond the snapshot',
      [first, second, third, { ...first, from: 10, samples: [] }],
      'PARTIALS_OVERLAPPING',
    ],
    ['a part of other inputs', [foreign], 'PARTIAL_FOREIGN'],
    ['a part with other scopes', [{ ...first, scopes: [{}] }], 'PARTIAL_FOREIGN'],
  ])('refuses %s', (_what, partials, code) => {
    expect(() => reduce(ofTuples(10), partials)).toThrow(
      expect.objectContaining({ name: 'PartialsRefused', code }),
    );
  });
});
