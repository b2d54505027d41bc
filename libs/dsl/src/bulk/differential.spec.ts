import type { PolicyOutcome } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { evaluateAll } from '../evaluate.ts';
import { irBytes, type IrPolicy } from '../ir.ts';
import { parseIr, readIr } from '../policy.ts';
import { shortOf } from '../testing/coverage.ts';
import { type Decide, differential } from '../testing/differential.ts';

// The long form is `npm run differential`; here every construct is met, though less often.
const SHORT = { firstSeed: 1, programs: 200, tuplesEach: 30 } as const;
const MET_LEAST = 3;

it('gives the outcome of the interpreter for every generated finding, and meets every construct', () => {
  const { tuples, counts, differences } = differential(SHORT);
  expect(differences).toStrictEqual([]);
  expect(tuples).toBe(SHORT.programs * SHORT.tuplesEach);
  expect(shortOf(counts, MET_LEAST)).toStrictEqual([]);
});

it('is the same in every run', () => {
  const few = { firstSeed: 7, programs: 5, tuplesEach: 20 };
  expect(differential(few)).toStrictEqual(differential(few));
});

describe('a planted defect of the fast path is found', () => {
  /** The fast path as if it had compiled another text. */
  const misread =
    (from: string | RegExp, to: string): Decide =>
    (ir, findings, setting) => {
      const text = new TextDecoder().decode(ir).replaceAll(from, to);
      return evaluateAll(readIr(new TextEncoder().encode(text)), findings, setting);
    };
  const changed =
    (change: (policy: IrPolicy) => IrPolicy): Decide =>
    (ir, findings, setting) =>
      evaluateAll(readIr(irBytes(change(parseIr(ir)))), findings, setting);
  const mistaken =
    (
      change: (outcome: PolicyOutcome, index: number, all: readonly PolicyOutcome[]) => PolicyOutcome,
    ): Decide =>
    (ir, findings, setting) =>
      evaluateAll(readIr(ir), findings, setting).map(change);

  const DEFECTS: readonly [defect: string, decide: Decide][] = [
    ['`>=` without the bound', misread('"op":">="', '"op":">"')],
    ['`<` with the bound', misread('"op":"<"', '"op":"<="')],
    ['`!=` that is always `==`', misread('"op":"!="', '"op":"=="')],
    ['`and` for `or`', misread('"op":"or"', '"op":"and"')],
    ['`all` for `any`', misread('"op":"any"', '"op":"all"')],
    ['tags of another thing', misread('"of":"component"', '"of":"image"')],
    ['a field for another', misread('"field":"source"', '"field":"justification"')],
    ['`exists` that reads what it tests', misread('"op":"exists"', '"op":"lowercase"')],
    ['a rating for a severity after profiles', misread('"op":"risk_score"', '"op":"cvss"')],
    ['`escalate` that lowers', misread('"action":"escalate"', '"action":"severity"')],
    ['`defer` that ignores', misread('"action":"defer"', '"action":"ignore"')],
    ['times that never come', misread(/"until":"[^"]*"/g, '"until":"9999-01-01T00:00:00Z"')],
    ['vendors that do not count', misread(/"vendors":\[[^\]]*\]/g, '"vendors":[]')],
    ['profiles that are forgotten', changed(({ profiles: _forgotten, ...policy }) => policy)],
    [
      'a last rule that is never reached',
      changed((policy) => ({ ...policy, rules: policy.rules.slice(0, -1) })),
    ],
    [
      'names of undecided rules that are lost',
      mistaken((outcome) => ({ ...outcome, undecided: outcome.undecided.slice(1) })),
    ],
    [
      'missing names of one rule alone',
      mistaken((outcome) =>
        outcome.kind === 'not_evaluable' ? { ...outcome, missing: outcome.missing.slice(0, 1) } : outcome,
      ),
    ],
    ['what is kept of the finding before', mistaken((outcome, index, all) => all[index - 1] ?? outcome)],
    [
      'a reason that is left out',
      mistaken((outcome) => {
        if (outcome.kind !== 'decided') return outcome;
        const { reason: _left, ...rest } = outcome;
        return rest;
      }),
    ],
  ];

  it.each(DEFECTS)('%s', (_defect, decide) => {
    const { differences } = differential({ ...SHORT, decide });
    expect(differences.length).toBeGreaterThan(0);
  });
});
