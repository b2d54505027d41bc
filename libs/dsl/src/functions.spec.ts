import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { evaluate, explain } from './evaluate.ts';
import type { IrExpression } from './ir.ts';
import { always, decimal, name, policyOfIr, text, TRUE } from './testing/compiled.ts';
import { SETTING, STATEMENT, UNKNOWN_FINDING } from './testing/findings.ts';

const SIGNALS = {
  vector: 'string',
  n: 'decimal',
  m: 'decimal',
  band: 'string',
  reachability: 'string',
} as const;
const UNKNOWN = 'unknown';

const advised = (advisory: Partial<FindingTuple['advisory']>): FindingTuple => ({
  ...UNKNOWN_FINDING,
  advisory: { ...UNKNOWN_FINDING.advisory, ...advisory },
});
const signalled = (signals: FindingTuple['signals']): FindingTuple => ({ ...UNKNOWN_FINDING, signals });
const rated = (...ratings: FindingTuple['advisory']['ratings']): FindingTuple => advised({ ratings });

/** What an expression gives, as text; the way it was explained must have been the same. */
const valueOf = (expression: IrExpression, finding: FindingTuple): unknown => {
  const policy = policyOfIr({
    settings: { signals: SIGNALS },
    rules: [always({ action: 'annotate', key: 'value', value: expression })],
  });
  const outcome = evaluate(policy, finding, SETTING);
  expect(explain(policy, finding, SETTING).outcome).toStrictEqual(outcome);
  return outcome.kind === 'decided' ? outcome.annotations['value'] : outcome.kind === 'error' && UNKNOWN;
};
/** The names blamed for a condition that is unknown. */
const missingOf = (expression: IrExpression, finding: FindingTuple): unknown => {
  const when: IrExpression = { op: '==', left: expression, right: decimal('1') };
  const policy = policyOfIr({ settings: { signals: SIGNALS }, rules: [{ ...always(), when }] });
  const outcome: PolicyOutcome = evaluate(policy, finding, SETTING);
  return outcome.kind === 'not_evaluable' ? outcome.missing : outcome.kind;
};

const LOG4SHELL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';
const HEARTBLEED = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N';

describe('normalize_cvss', () => {
  const call: IrExpression = { op: 'normalize_cvss', operand: name('signals.vector') };
  it.each([
    [HEARTBLEED, '7.5'],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', '7.5'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', '8.7'],
    ['AV:N/AC:L/Au:N/C:P/I:N/A:N', '5'],
    [`${HEARTBLEED}/E:U/MC:N`, '7.5'],
    ['CVSS:3.1/AV:N', UNKNOWN],
    ['', UNKNOWN],
  ])('of %s is %s', (vector, score) => {
    expect(valueOf(call, signalled({ vector }))).toBe(score);
  });

  it('of nothing is unknown, and so it is blamed', () => {
    expect(valueOf(call, UNKNOWN_FINDING)).toBe(UNKNOWN);
    expect(missingOf(call, UNKNOWN_FINDING)).toStrictEqual(['signals.vector']);
    expect(missingOf(call, signalled({ vector: 'x' }))).toStrictEqual(['signals.vector']);
  });

  it('of the first that is known blames that one when it is no vector', () => {
    const either: IrExpression = {
      op: 'normalize_cvss',
      operand: { op: 'coalesce', operands: [name('signals.vector'), name('advisory.source')] },
    };
    expect(missingOf(either, advised({ source: 'NVD' }))).toStrictEqual(['advisory.source']);
    expect(missingOf(either, UNKNOWN_FINDING)).toStrictEqual(['advisory.source', 'signals.vector']);
  });
});

describe('cvss', () => {
  const of = (version?: string): IrExpression => ({
    op: 'cvss',
    ...(version !== undefined && { version: text(version) }),
  });
  const finding = rated(
    { version: '2.0', source: 'NVD', score: '5' },
    { version: '3.1', source: 'GHSA', score: '6.5' },
    { version: '3.1', source: 'NVD', vector: HEARTBLEED },
    { version: '4.0', source: 'NVD', vector: 'CVSS:4.0/nothing' },
  );
  it.each([
    [undefined, '7.5'],
    ['3.1', '7.5'],
    ['2.0', '5'],
    ['3.0', UNKNOWN],
    ['4.0', UNKNOWN],
    ['3', UNKNOWN],
  ])('of version %s is %s', (version, score) => {
    expect(valueOf(of(version), finding)).toBe(score);
  });

  it('is blamed itself, or the version it was not told', () => {
    expect(missingOf(of(), UNKNOWN_FINDING)).toStrictEqual(['cvss']);
    expect(missingOf(of('4.0'), finding)).toStrictEqual(['cvss']);
    expect(missingOf({ op: 'cvss', version: name('signals.band') }, finding)).toStrictEqual(['signals.band']);
  });

  it('is not changed by a profile', () => {
    const policy = policyOfIr({
      profile: { vendor_weight: [{ source: 'NVD', weight: '1' }], env: [] },
      rules: [
        always(
          { action: 'annotate', key: 'rated', value: of() },
          { action: 'annotate', key: 'after', value: name('severity.score') },
        ),
      ],
    });
    const weighted = advised({ source: 'NVD', ratings: [{ version: '3.1', source: 'NVD', score: '5.5' }] });
    expect(evaluate(policy, weighted, SETTING)).toMatchObject({
      annotations: { rated: '5.5', after: '6.5' },
    });
  });
});

describe('severity_band', () => {
  it.each([
    ['0', 'None'],
    ['0.000000001', 'Low'],
    ['3.999999999', 'Low'],
    ['4', 'Medium'],
    ['6.999999999', 'Medium'],
    ['7', 'High'],
    ['9', 'Critical'],
    ['10', 'Critical'],
    ['10.000000001', UNKNOWN],
    ['-0.1', UNKNOWN],
  ])('of the score %s is %s', (score, band) => {
    expect(valueOf({ op: 'severity_band', operand: name('signals.n') }, signalled({ n: score }))).toBe(band);
  });

  it.each([
    ['None', 'None'],
    ['Critical', 'Critical'],
    ['critical', UNKNOWN],
    ['', UNKNOWN],
  ])('of the text %j is %s', (band, value) => {
    expect(valueOf({ op: 'severity_band', operand: name('signals.band') }, signalled({ band }))).toBe(value);
  });

  it('blames the text that is misspelt', () => {
    const call: IrExpression = { op: 'severity_band', operand: name('signals.band') };
    const when: IrExpression = { op: '==', left: call, right: { op: 'severity', value: 'High' } };
    const policy = policyOfIr({ settings: { signals: SIGNALS }, rules: [{ ...always(), when }] });
    expect(evaluate(policy, signalled({ band: 'high' }), SETTING)).toMatchObject({
      missing: ['signals.band'],
    });
  });
});

describe('risk_score', () => {
  const call: IrExpression = { op: 'risk_score' };
  const scored = (score: string, tags?: string[]): FindingTuple =>
    advised({ ratings: [{ version: '3.1', source: 'NVD', score }], ...(tags !== undefined && { tags }) });
  it.each([
    ['7.5', [], '75'],
    ['7.5', ['kev'], '100'],
    ['6.6', ['kev'], '99'],
    ['6.666666667', ['kev'], '100'],
    ['0.000000001', ['kev'], '0.000000015'],
    ['0', ['kev'], '0'],
    ['10', [], '100'],
    ['5', ['KEV'], '50'],
    ['5', undefined, '50'],
  ])('of the score %s with the tags %j is %s', (score, tags, risk) => {
    expect(valueOf(call, scored(score, tags))).toBe(risk);
  });

  it('is unknown without a score, also with a vendor band', () => {
    expect(valueOf(call, advised({ tags: ['kev'], vendorBand: 'High' }))).toBe(UNKNOWN);
    expect(missingOf(call, UNKNOWN_FINDING)).toStrictEqual(['severity.score']);
  });
});

describe('reach_state', () => {
  it.each([
    [{ reachability: 'reachable' }, 'reachable'],
    [{ reachability: 'unreachable' }, 'unreachable'],
    [{ reachability: 'unknown' }, 'unknown'],
    [{ reachability: 'maybe' }, 'unknown'],
    [{}, 'unknown'],
  ] as const)('of the signals %j is the text %j', (signals, state) => {
    expect(valueOf({ op: 'reach_state' }, signalled({ ...signals }))).toBe(state);
    const when: IrExpression = { op: '==', left: { op: 'reach_state' }, right: text(state) };
    const policy = policyOfIr({ settings: { signals: SIGNALS }, rules: [{ ...always(), when }] });
    expect(evaluate(policy, signalled({ ...signals }), SETTING)).toMatchObject({ rule: 'r' });
  });
});

describe('percent_of', () => {
  const call: IrExpression = { op: 'percent_of', part: name('signals.n'), whole: name('signals.m') };
  it.each([
    ['1', '4', '25'],
    ['1', '3', '33.333333333'],
    ['2', '3', '66.666666667'],
    ['-1', '8', '-12.5'],
    ['0', '5', '0'],
    ['3', '2', '150'],
    // A tie at the tenth digit goes to the even ninth one.
    ['0.000000001', '200', '0'],
    ['0.000000003', '200', '0.000000002'],
    ['999999999999999', '100', '999999999999999'],
    ['999999999999999', '99', UNKNOWN],
    ['1', '0', UNKNOWN],
  ])('of %s in %s is %s', (n, m, percent) => {
    expect(valueOf(call, signalled({ n, m }))).toBe(percent);
  });

  it('blames what is unknown, or both when their share is', () => {
    expect(missingOf(call, signalled({ n: '1' }))).toStrictEqual(['signals.m']);
    expect(missingOf(call, UNKNOWN_FINDING)).toStrictEqual(['signals.m', 'signals.n']);
    expect(missingOf(call, signalled({ n: '1', m: '0' }))).toStrictEqual(['signals.m', 'signals.n']);
  });
});

describe('vex.latest', () => {
  const stated: FindingTuple = {
    ...UNKNOWN_FINDING,
    vex: [
      { ...STATEMENT, timestamp: '2024-01-02T00:00:00Z', impactStatement: 'i', actionStatement: 'a' },
      { ...STATEMENT, timestamp: '2024-01-01T00:00:00Z', impactStatement: 'old', index: 1 },
    ],
  };
  it.each([
    ['status', 'affected'],
    ['timestamp', '2024-01-02T00:00:00Z'],
    ['impact_statement', 'i'],
    ['action_statement', 'a'],
    ['source', UNKNOWN],
  ] as const)('has the field %s', (field, value) => {
    expect(valueOf({ op: 'latest', field }, stated)).toBe(value);
    expect(valueOf({ op: 'latest', field }, UNKNOWN_FINDING)).toBe(UNKNOWN);
  });

  it('exists when there is a statement', () => {
    const call: IrExpression = { op: 'exists', operand: { op: 'latest' } };
    expect([valueOf(call, stated), valueOf(call, UNKNOWN_FINDING)]).toStrictEqual([true, false]);
  });

  it('is blamed by the name of the field', () => {
    const finding = { ...stated, vex: [STATEMENT] };
    const when: IrExpression = { op: '==', left: { op: 'latest', field: 'source' }, right: text('v') };
    const policy = policyOfIr({ rules: [{ ...always(), when }] });
    expect(evaluate(policy, finding, SETTING)).toMatchObject({ missing: ['vex.source'] });
  });
});

it('notes what functions read, in reading order', () => {
  const compare = (left: IrExpression, right: IrExpression): IrExpression => ({ op: '==', left, right });
  const when: IrExpression = {
    op: 'and',
    operands: [
      compare({ op: 'risk_score' }, decimal('75')),
      compare({ op: 'reach_state' }, text('reachable')),
      compare({ op: 'cvss', version: text('3.1') }, { op: 'cvss' }),
      { op: 'exists', operand: { op: 'latest' } },
      compare({ op: 'percent_of', part: name('signals.n'), whole: name('signals.m') }, decimal('50')),
      TRUE,
    ],
  };
  const policy = policyOfIr({ settings: { signals: SIGNALS }, rules: [{ ...always(), when }] });
  const finding: FindingTuple = {
    ...advised({ ratings: [{ version: '3.1', source: 'NVD', score: '7.5' }] }),
    signals: { reachability: 'reachable', n: '1', m: '2' },
    vex: [STATEMENT],
  };
  const [trace] = explain(policy, finding, SETTING).trace;
  expect(trace).toStrictEqual({
    rule: 'r',
    value: 'true',
    operands: [
      { name: 'severity.score', value: '7.5' },
      { name: 'advisory.has_tag("kev")', value: 'unknown' },
      { name: 'signals.reachability', value: '"reachable"' },
      { name: 'cvss("3.1")', value: '7.5' },
      { name: 'cvss', value: '7.5' },
      { name: 'vex.latest', value: 'true' },
      { name: 'signals.n', value: '1' },
      { name: 'signals.m', value: '2' },
    ],
  });
});

it('takes the base score of a vector where no score is given, and the given one where both are', () => {
  const score = name('severity.score');
  expect(valueOf(score, rated({ version: '3.1', source: 'NVD', vector: LOG4SHELL }))).toBe('10');
  expect(valueOf(score, rated({ version: '3.1', source: 'NVD', vector: LOG4SHELL, score: '9.1' }))).toBe(
    '9.1',
  );
  expect(valueOf(score, rated({ version: '3.1', source: 'NVD', vector: LOG4SHELL, score: 'high' }))).toBe(
    '10',
  );
});
