import { describe, expect, it } from '@jest/globals';
import { BudgetInvalid, readBudget, RESULT_CLASSES } from '@policy-registry/finding';
import fc from 'fast-check';

import { failsOn, judge, type Measured, measuredOf, verdictsOf } from './budgets.ts';
import { evaluateRange } from './evaluate-range.ts';
import type { PresentInputs } from './inputs.ts';
import { reduce } from './reduce.ts';
import type { PresentResult } from './simulation-result.ts';
import { evaluated, INPUTS } from './testing/arbitrary.ts';
import { FIRST_FORM } from './testing/first-form.ts';
import { readPartial } from './partial-result.ts';
import { timingOf } from './timing.ts';

const all = (classes: Partial<Record<(typeof RESULT_CLASSES)[number], number>>): Measured => ({
  classesIn: () => classes,
});
const judged = (line: string, measured: Measured) => {
  const { ok, value } = judge(readBudget(line), measured);
  return [ok, value];
};

const blocked = {
  kind: 'decided' as const,
  status: 'blocked' as const,
  severity: {},
  warnings: [],
  annotations: {},
  undecided: [],
};
const resultWith = (inputs: PresentInputs): PresentResult => {
  const tuple = {
    component: { purl: 'pkg:npm/a@1', name: 'a', tags: ['team:pay'] },
    advisory: { id: 'CVE-1', aliases: [], ratings: [] },
    image: { name: 'shop:1', tags: ['tier0'] },
    vex: [],
    signals: {},
  };
  const range = {
    inputs,
    from: 0,
    tuples: [tuple, { ...tuple, image: {} }],
    base: [blocked, blocked].map((outcome) => ({ ...outcome, status: 'affected' as const })),
    candidate: [blocked, blocked],
  };
  return reduce({ inputs, tuples: 2, candidateRules: [] }, [evaluateRange(range)]);
};

describe('a budget', () => {
  it.each([
    ['newly_blocked <= 0.1%', { newly_blocked: 1, unchanged: 999 }, true, '0.1%'],
    ['newly_blocked < 0.1%', { newly_blocked: 1, unchanged: 999 }, false, '0.1%'],
    ['newly_blocked <= 0.1%', { newly_blocked: 2, unchanged: 999 }, false, '0.1998002%'],
    ['newly_blocked <= 33.333333333%', { newly_blocked: 1, unchanged: 2 }, false, '33.333333333%'],
    ['newly_blocked <= 2', { newly_blocked: 2, unchanged: 2 }, true, '2'],
    ['error_new = 0', { unchanged: 2 }, true, '0'],
    ['error_new = 0', { error_new: 1 }, false, '1'],
    ['changed >= 3', { error_new: 1, newly_allowed: 2, unchanged: 5 }, true, '3'],
    ['not_evaluable < 2%', {}, true, '0%'],
    ['not_evaluable <= 0%', {}, true, '0%'],
  ])('%s of %j is %s: %s', (line, classes, ok, value) => {
    expect(judged(line, all(classes))).toStrictEqual([ok, value]);
  });

  it('compares exactly, whatever the numbers', () => {
    const percent = fc.nat({ max: 100_000 });
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        percent,
        (count, rest, limit) => {
          const text = `${Math.floor(limit / 1000)}.${String(limit % 1000).padStart(3, '0')}`;
          const [ok] = judged(`newly_blocked <= ${text}%`, all({ newly_blocked: count, unchanged: rest }));
          // In whole numbers: count / (count + rest) <= limit / 100 000.
          expect(ok).toBe(BigInt(count) * 100_000n <= BigInt(limit) * BigInt(count + rest));
        },
      ),
    );
  });

  it.each([
    ['snapshot age < 7d', 7 * 86_400_000 - 1, true, '6.999999988d'],
    ['snapshot age < 7d', 7 * 86_400_000, false, '7d'],
    ['snapshot age <= 1.5h', 5_400_000, true, '1.5h'],
  ])('%s of %d ms is %s: %s', (line, ageMs, ok, value) => {
    expect(judged(line, { ageMs })).toStrictEqual([ok, value]);
  });

  it.each([
    ['p95 evaluation <= +20%', 1_000, 1_200, true, '+20%'],
    ['p95 evaluation <= +20%', 1_000, 1_201, false, '+20.1%'],
    ['p95 evaluation <= -5%', 1_000, 940, true, '-6%'],
  ])('%s of %d and %d ns is %s: %s', (line, base, candidate, ok, value) => {
    expect(judged(line, { p95Ns: { base, candidate } })).toStrictEqual([ok, value]);
  });

  it.each([
    ['snapshot age < 7d', {}],
    ['p95 evaluation <= +20%', {}],
    ['p95 evaluation <= +20%', { p95Ns: { base: 0, candidate: 9 } }],
    ['newly_blocked <= 1', {}],
    ['newly_blocked on tag:x <= 1', { classesIn: () => undefined }],
  ])('%s that cannot be known is not kept', (line, measured: Measured) => {
    expect(judged(line, measured)).toStrictEqual([false, 'unknown']);
  });
});

describe('failing on a condition', () => {
  it('happens when it holds', () => {
    const fails = failsOn('newly_blocked>0.1%');
    expect(fails(all({ newly_blocked: 2, unchanged: 998 }))).toStrictEqual({
      condition: 'newly_blocked > 0.1%',
      fails: true,
      value: '0.2%',
    });
    expect(fails(all({ newly_blocked: 1, unchanged: 999 })).fails).toBe(false);
  });

  it('happens when nothing is known', () => {
    expect(failsOn('newly_blocked>0.1%')({}).fails).toBe(true);
  });

  it('is refused for what is no condition', () => {
    expect(() => failsOn('newly_blocked>')).toThrow(BudgetInvalid);
  });

  it('is the opposite of a budget with the same words', () => {
    fc.assert(
      fc.property(evaluated, fc.nat({ max: 60 }), (whole, limit) => {
        const of = { inputs: whole.inputs, tuples: whole.tuples.length, candidateRules: [] };
        const measured = measuredOf(reduce(of, [evaluateRange(whole)]));
        const line = `changed > ${limit}`;
        expect(failsOn(line)(measured).fails).toBe(judge(readBudget(line), measured).ok);
      }),
    );
  });
});

describe('what a result says', () => {
  const lines = ['newly_blocked on tag:tier0 = 1', 'newly_blocked on tag:none = 0', 'p95 evaluation < +1%'];
  const inputs = { ...INPUTS, budgets: { version: 1, lines } };

  it('is known of the scopes that its budgets name, and of the groups that it lists', () => {
    const { classesIn } = measuredOf(resultWith(inputs));
    const two = { newly_blocked: 2 };
    expect(classesIn?.({ by: 'tag', name: 'tier0' })).toStrictEqual({ newly_blocked: 1 });
    expect(classesIn?.({ by: 'tag', name: 'none' })).toStrictEqual({});
    expect(classesIn?.({ by: 'tag', name: 'never-asked' })).toBeUndefined();
    expect(classesIn?.({ by: 'tag', name: 'team:pay' })).toStrictEqual(two);
    expect(classesIn?.({ by: 'tag', name: 'team:none' })).toStrictEqual({});
    expect(classesIn?.({ by: 'image', name: 'shop:1' })).toStrictEqual({ newly_blocked: 1 });
    expect(classesIn?.({ by: 'image', name: 'other' })).toStrictEqual({});
    expect(classesIn?.({ by: 'package', name: 'pkg:npm/a' })).toStrictEqual(two);
    expect(classesIn?.({ by: 'package', name: 'pkg:npm/b' })).toStrictEqual({});
    expect(classesIn?.({ by: 'package', name: 'a' })).toBeUndefined();
  });

  it('of the age of its snapshot is the time from the freezing to the evaluation', () => {
    expect(measuredOf(resultWith(INPUTS)).ageMs).toBe(2 * 86_400_000);
    const { snapshotFrozenAt: _frozen, ...undated } = INPUTS;
    expect(measuredOf(resultWith(undated)).ageMs).toBeUndefined();
    const frozenAfter = { ...INPUTS, snapshotFrozenAt: '9999-01-01T00:00:00.000Z' };
    expect(measuredOf(resultWith(frozenAfter)).ageMs).toBeUndefined();
  });

  it('of the first form is its counts', () => {
    const partials = FIRST_FORM.partials.map((text) => readPartial(new TextEncoder().encode(text)));
    const { classesIn, ageMs } = measuredOf(reduce(FIRST_FORM, partials));
    expect(classesIn?.(undefined)).toMatchObject({ not_evaluable: 3 });
    expect([classesIn?.({ by: 'image', name: 'shop:1' }), ageMs]).toStrictEqual([undefined, undefined]);
  });

  it('and what the timing says stand together in the order of the lines', () => {
    const result = resultWith(inputs);
    const timing = timingOf(inputs, [{ tuples: 2, baseNs: 200, candidateNs: 300 }]);
    const verdicts = verdictsOf(inputs, [result, timing]);
    expect(verdicts.map(({ line, ok, value }) => [line, ok, value])).toStrictEqual([
      ['newly_blocked on tag:tier0 = 1', true, '1'],
      ['newly_blocked on tag:none = 0', true, '0'],
      ['p95 evaluation < +1%', false, '+50%'],
    ]);
    expect(verdictsOf(inputs, [result])[2]).toStrictEqual({
      line: 'p95 evaluation < +1%',
      ok: false,
      value: 'unknown',
    });
    expect(verdictsOf(FIRST_FORM.inputs, [])).toStrictEqual([]);
  });
});
