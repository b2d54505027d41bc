import { describe, expect, it } from '@jest/globals';
import { type PolicyOutcome, RESULT_CLASSES, type ResultClass } from '@policy-registry/finding';
import fc from 'fast-check';

import { classify } from './classify.ts';
import { outcome } from './testing/arbitrary.ts';

type Decided = Extract<PolicyOutcome, { kind: 'decided' }>;

const affected: Decided = {
  kind: 'decided',
  status: 'affected',
  severity: { score: '7.5', band: 'High' },
  warnings: [],
  annotations: {},
  undecided: [],
};
const blocked: Decided = { ...affected, status: 'blocked', rule: 'block' };
const error: PolicyOutcome = { kind: 'error', error: 'UNKNOWN_IN_ACTION', undecided: [] };
const notEvaluable: PolicyOutcome = { kind: 'not_evaluable', missing: ['vex.status'], undecided: ['block'] };
const scored = (score: string, from: Decided = affected): Decided => ({
  ...from,
  severity: { score, band: 'High' },
});
const banded = (band: 'Low' | 'High'): Decided => ({ ...affected, severity: { band } });
const unrated: Decided = { ...affected, severity: {} };

type Row = readonly [rule: string, base: PolicyOutcome, candidate: PolicyOutcome, expected: ResultClass];

const TABLE: readonly Row[] = [
  ['an error where there was an answer', affected, error, 'error_new'],
  ['an error where it was blocked', blocked, error, 'error_new'],
  ['an error where evidence was missing', notEvaluable, error, 'error_new'],
  ['an answer where there was an error', error, affected, 'error_fixed'],
  ['blocked where there was an error', error, blocked, 'error_fixed'],
  ['missing evidence where there was an error', error, notEvaluable, 'error_fixed'],
  ['missing evidence where there was an answer', affected, notEvaluable, 'not_evaluable'],
  ['missing evidence where it was blocked', blocked, notEvaluable, 'not_evaluable'],
  ['blocked where it was not', affected, blocked, 'newly_blocked'],
  ['blocked where evidence was missing', notEvaluable, blocked, 'newly_blocked'],
  ['blocked and of higher severity', affected, scored('9.9', blocked), 'newly_blocked'],
  ['blocked for want of VEX', affected, { ...blocked, reason: 'vex_required' }, 'newly_blocked'],
  ['no longer blocked', blocked, affected, 'newly_allowed'],
  ['no longer blocked and of higher severity', blocked, scored('9.9'), 'newly_allowed'],
  ['a higher score', affected, scored('7.500000001'), 'severity_raised'],
  ['a higher score although still blocked', blocked, scored('8', blocked), 'severity_raised'],
  ['a higher score and another status', affected, { ...scored('8'), status: 'warned' }, 'severity_raised'],
  ['ten is more than nine', scored('9'), scored('10'), 'severity_raised'],
  ['a lower score', affected, scored('7.499999999'), 'severity_lowered'],
  ['a higher band without scores', banded('Low'), banded('High'), 'severity_raised'],
  ['a lower band where one side has no score', affected, banded('Low'), 'severity_lowered'],
  ['the same band where one side has no score', affected, banded('High'), 'outcome_changed'],
  ['a severity where there was none', unrated, affected, 'outcome_changed'],
  ['another status', affected, { ...affected, status: 'ignored' }, 'outcome_changed'],
  ['another warning', affected, { ...affected, warnings: ['w'] }, 'outcome_changed'],
  ['another annotation', affected, { ...affected, annotations: { ticket: 'SEC' } }, 'outcome_changed'],
  ['another undecided rule', affected, { ...affected, undecided: ['block'] }, 'outcome_changed'],
  ['another reason for the block', blocked, { ...blocked, reason: 'vex_required' }, 'outcome_changed'],
  ['an answer that does not block where evidence was missing', notEvaluable, affected, 'outcome_changed'],
  ['other evidence missing', notEvaluable, { ...notEvaluable, missing: ['env.runtime'] }, 'outcome_changed'],
  ['an error of another kind', error, { ...error, error: 'BAD_VALUE_IN_ACTION' }, 'outcome_changed'],
  ['equal answers', affected, { ...affected }, 'unchanged'],
  ['equal answers by another rule', blocked, { ...blocked, rule: 'renamed' }, 'unchanged'],
  ['equal missing evidence', notEvaluable, { ...notEvaluable }, 'unchanged'],
  ['equal errors', error, { ...error }, 'unchanged'],
];

/** What the class becomes when base and candidate change places; `undefined` where that depends on more. */
const REVERSED: Partial<Record<ResultClass, ResultClass>> = {
  error_new: 'error_fixed',
  error_fixed: 'error_new',
  severity_raised: 'severity_lowered',
  severity_lowered: 'severity_raised',
  newly_allowed: 'newly_blocked',
  unchanged: 'unchanged',
};

describe('the class of a tuple', () => {
  it.each(TABLE)('%s', (_rule, base, candidate, expected) => {
    expect(classify(base, candidate)).toBe(expected);
  });

  it('has an example of every class in the table', () => {
    expect(new Set(TABLE.map(([, , , expected]) => expected))).toStrictEqual(new Set(RESULT_CLASSES));
  });

  it('is unchanged for a policy against itself', () => {
    fc.assert(fc.property(outcome, (same) => classify(same, structuredClone(same)) === 'unchanged'));
  });

  it('is turned round when base and candidate change places', () => {
    fc.assert(
      fc.property(outcome, outcome, (base, candidate) => {
        const expected = REVERSED[classify(base, candidate)];
        if (expected !== undefined) expect(classify(candidate, base)).toBe(expected);
      }),
    );
  });
});
