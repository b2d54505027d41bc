import { describe, expect, it } from '@jest/globals';

import { explainedBy } from './pack-outcome.ts';
import type { RegoPack } from './rego-pack.ts';

const PACK: RegoPack = {
  syntax: 'rego-pack@1',
  name: 'p',
  settings: { default_status: 'under_investigation', shadow: false },
  rules: [{ name: 'known' }],
  module: '',
};
const INPUT = { score: '5', band: 'Medium' } as const;
const NOTHING = { warnings: [], annotations: {}, undecided: [] };
const ERROR = { kind: 'error', error: 'BAD_VALUE_IN_ACTION', undecided: [] };

const outcomeOf = (outcome: readonly unknown[], missing: readonly unknown[] = []) =>
  explainedBy(PACK, { outcome, missing }, INPUT).outcome;

describe('explainedBy', () => {
  it.each([
    [{ status: 'fixed' }, { status: 'fixed', severity: INPUT }],
    [{ status: 'fixed', severity: 'None' }, { severity: { score: '0', band: 'None' } }],
    [{ status: 'fixed', severity: 'Critical' }, { severity: { score: '9', band: 'Critical' } }],
    [{ status: 'fixed', severity: '0' }, { severity: { score: '0', band: 'None' } }],
    [{ status: 'fixed', severity: '10' }, { severity: { score: '10', band: 'Critical' } }],
    [{ status: 'fixed', severity: '6.999999999' }, { severity: { score: '6.999999999', band: 'Medium' } }],
    [{ status: 'fixed', rule: 'known' }, { rule: 'known' }],
    [{ status: 'fixed', annotations: { a: ['x', true] } }, { annotations: { a: ['x', true] } }],
  ])('decides %j', (document, expected) => {
    expect(outcomeOf([document])).toStrictEqual({
      kind: 'decided',
      status: 'fixed',
      severity: INPUT,
      ...NOTHING,
      ...expected,
    });
  });

  it.each([
    [null],
    ['fixed'],
    [[]],
    [{}],
    [{ status: 'Fixed' }],
    [{ status: 'fixed', severity: '-1' }],
    [{ status: 'fixed', severity: '10.000000001' }],
    [{ status: 'fixed', severity: '05' }],
    [{ status: 'fixed', severity: 5 }],
    [{ status: 'fixed', rule: 'unknown' }],
    [{ status: 'fixed', warnings: 'one' }],
    [{ status: 'fixed', annotations: { a: 1 } }],
    [{ status: 'fixed', undecided: [] }],
    [{ status: 'fixed', warnings: ['a\0b'] }],
    [{ status: 'fixed', because: '\ud800' }],
    [{ status: 'fixed', annotations: { '\udc00': 'x' } }],
  ])('makes %j an error', (document) => {
    expect(outcomeOf([document])).toStrictEqual(ERROR);
  });

  it('takes the default where nothing is said and nothing is missing', () => {
    const expected = { kind: 'decided', status: 'under_investigation', severity: INPUT, ...NOTHING };
    expect(outcomeOf([])).toStrictEqual(expected);
    expect(outcomeOf([], [[]])).toStrictEqual(expected);
  });

  it('names what is missing once, sorted bytewise', () => {
    expect(outcomeOf([], [['b', 'Z', 'a', 'b']])).toStrictEqual({
      kind: 'not_evaluable',
      missing: ['Z', 'a', 'b'],
      undecided: [],
    });
  });

  it.each([[['x', 1]], [{ x: true }], ['x'], [['']], [['a\0']], [['\ud800']]])(
    'makes missing names like %j an error',
    (missing) => {
      expect(outcomeOf([], [missing])).toStrictEqual(ERROR);
    },
  );

  it('explains by the rule that the document names, and why', () => {
    const document = { status: 'fixed', rule: 'known', because: 'so' };
    expect(explainedBy(PACK, { outcome: [document], missing: [] }, INPUT).trace).toStrictEqual([
      { rule: 'known', value: 'true', because: 'so', operands: [] },
    ]);
  });
});
