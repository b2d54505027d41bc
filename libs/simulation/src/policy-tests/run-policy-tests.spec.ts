import { describe, expect, it } from '@jest/globals';
import type { EvaluationSetting, FindingTuple, PolicyEngine, PolicyOutcome } from '@policy-registry/finding';

import { runPolicyTests } from './run-policy-tests.ts';
import { EVALUATED_AT_DEFAULT, POLICY_TESTS_SCHEMA } from './test-file.ts';

// An engine whose outcome stands in the finding: what is compared is under test, not how it came about.
const engine: PolicyEngine = {
  build: 'echo@1',
  compile: async () => ({ compiled: undefined, diagnostics: [] }),
  evaluate: async (_ir, findings, setting) => findings.map((finding) => outcomeOf(finding, setting)),
  explain: async (_ir, finding, setting) => ({
    outcome: outcomeOf(finding, setting),
    trace: [{ rule: 'echo', value: 'true', operands: [] }],
  }),
};
const outcomeOf = ({ signals }: FindingTuple, { evaluatedAtMs, env }: EvaluationSetting): PolicyOutcome => {
  switch (signals['kind']) {
    case 'error':
      return { kind: 'error', error: 'UNKNOWN_IN_ACTION', undecided: [] };
    case 'not_evaluable':
      return { kind: 'not_evaluable', missing: ['a', 'b'], undecided: ['r'] };
    default:
      return {
        kind: 'decided',
        status: 'blocked',
        severity: { score: '9.8', band: 'Critical' },
        rule: 'echo',
        warnings: ['w'],
        annotations: { at: new Date(evaluatedAtMs).toISOString(), where: env['where'] ?? 'nowhere' },
        undecided: [],
      };
  }
};

type Json = Readonly<Record<string, unknown>>;
const bytesOf = (value: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(value, null, 1));
const run = (cases: readonly Json[], more: Json = {}) =>
  runPolicyTests(
    engine,
    new Uint8Array(),
    new Map([['tests/a.json', bytesOf({ schema: POLICY_TESTS_SCHEMA, ...more, cases })]]),
  );
const caseOf = (expected: Json, kind = 'decided', more: Json = {}): Json => ({
  name: 'case',
  finding: { signals: { kind } },
  expect: expected,
  ...more,
});

describe('policy tests', () => {
  it.each([
    [{ status: 'blocked', rule: 'echo', warnings: ['w'], undecided: [] }, 'decided'],
    [{ severity: 'Critical' }, 'decided'],
    [{ severity: '9.8' }, 'decided'],
    [{ annotations: { where: 'nowhere', other: null } }, 'decided'],
    [{ not_evaluable: true }, 'not_evaluable'],
    [{ missing: ['a', 'b'], undecided: ['r'] }, 'not_evaluable'],
    [{ undecided: ['r'] }, 'not_evaluable'],
    [{ error: true }, 'error'],
    [{ error: 'UNKNOWN_IN_ACTION' }, 'error'],
  ])('pass when what is named is so: %j', async (expected, kind) => {
    expect(await run([caseOf(expected, kind)])).toMatchObject({ total: 1, failed: 0, failures: [] });
  });

  it.each([
    [{ status: 'affected' }, 'decided', 'status is "blocked", expected "affected"'],
    [{ severity: 'High' }, 'decided', 'severity is "Critical", expected "High"'],
    [{ severity: '9.7' }, 'decided', 'severity is "9.8", expected "9.7"'],
    [{ rule: null }, 'decided', 'rule is "echo", expected null'],
    [{ warnings: [] }, 'decided', 'warnings is ["w"], expected []'],
    [{ annotations: { where: null } }, 'decided', 'annotations.where is "nowhere", expected null'],
    [{ reason: 'vex_required' }, 'decided', 'reason is null, expected "vex_required"'],
    [{ undecided: ['x'] }, 'decided', 'undecided is [], expected ["x"]'],
    [{ status: 'blocked' }, 'error', 'outcome is "error", expected "decided"'],
    [{ missing: ['a'] }, 'not_evaluable', 'missing is ["a","b"], expected ["a"]'],
    [
      { error: 'BAD_VALUE_IN_ACTION' },
      'error',
      'error is "UNKNOWN_IN_ACTION", expected "BAD_VALUE_IN_ACTION"',
    ],
  ])('fail when it is not, and tell the way: %j', async (expected, kind, difference) => {
    expect(await run([caseOf(expected, kind)])).toMatchObject({
      engine: 'echo@1',
      total: 1,
      failed: 1,
      failures: [
        { file: 'tests/a.json', test: 'case', detail: `case: ${difference}`, trace: [{ rule: 'echo' }] },
      ],
    });
  });

  it('tell the place of the case that failed', async () => {
    const { failures } = await run([caseOf({ status: 'blocked' }), caseOf({ status: 'fixed' })]);
    expect(failures.map(({ line, column }) => [line, column])).toStrictEqual([[15, 3]]);
  });

  it('are evaluated in the setting of the case, else of the file, else before every deadline', async () => {
    const at = '2026-05-01T00:00:00.000Z';
    const later = '2026-06-01T00:00:00.000Z';
    const own = caseOf({ annotations: { at: later, where: 'case' } }, 'decided', {
      evaluatedAt: later,
      env: { where: 'case' },
    });
    const inherited = caseOf({ annotations: { at, where: 'file' } });
    expect(await run([own, inherited], { evaluatedAt: at, env: { where: 'file' } })).toMatchObject({
      failed: 0,
    });
    expect(await run([caseOf({ annotations: { at: EVALUATED_AT_DEFAULT } })])).toMatchObject({ failed: 0 });
  });

  it('say of a file of real findings that what they tell is confidential', async () => {
    const failing = [caseOf({ status: 'fixed' })];
    expect((await run(failing, { confidential: true })).failures).toMatchObject([{ confidential: true }]);
    expect((await run(failing)).failures[0]).not.toHaveProperty('confidential');
  });

  it('count a file that cannot be read as one that failed, and go on with the others', async () => {
    const files = new Map([
      ['tests/b.json', bytesOf({ schema: POLICY_TESTS_SCHEMA, cases: [caseOf({ status: 'blocked' })] })],
      ['tests/a.json', new TextEncoder().encode('{')],
      ['README.md', new TextEncoder().encode('no test')],
    ]);
    expect(await runPolicyTests(engine, new Uint8Array(), files)).toMatchObject({
      total: 2,
      failed: 1,
      failures: [{ file: 'tests/a.json', line: 1, column: 2, detail: 'the text ends here' }],
    });
  });

  it('are listed up to a limit and counted beyond it', async () => {
    const { total, failed, failures } = await run(
      Array.from({ length: 150 }, () => caseOf({ status: 'fixed' })),
    );
    expect([total, failed, failures.length]).toStrictEqual([150, 150, 100]);
  });

  it('are none where none are written', async () => {
    expect(await runPolicyTests(engine, new Uint8Array(), new Map())).toMatchObject({ total: 0, failed: 0 });
  });
});
