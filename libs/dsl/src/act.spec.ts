import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { evaluate } from './evaluate.ts';
import { policyOf, scored, SETTING, STATEMENT, UNKNOWN_FINDING } from './testing/findings.ts';

const SEVEN = scored('7.5');
const SETTINGS = 'settings { signals { n: decimal } }';

/** What a rule that always fires does with these actions. */
const after = (actions: string, finding: FindingTuple = SEVEN): PolicyOutcome =>
  evaluate(policyOf(`${SETTINGS} rule r { when true then ${actions} because "b" }`), finding, SETTING);

const DECIDED: PolicyOutcome = {
  kind: 'decided',
  status: 'affected',
  severity: { score: '7.5', band: 'High' },
  rule: 'r',
  warnings: [],
  annotations: {},
  undecided: [],
};
const banded: FindingTuple = {
  ...UNKNOWN_FINDING,
  advisory: { ...UNKNOWN_FINDING.advisory, vendorBand: 'High' },
};

describe('an action', () => {
  it.each<[string, Partial<typeof DECIDED>]>([
    ['status := "blocked"', { status: 'blocked' }],
    ['status := "warned"; status := "ignored"', { status: 'ignored' }],
    ['status := lowercase("FIXED")', { status: 'fixed' }],
    ['severity := "Critical"', { severity: { score: '9', band: 'Critical' } }],
    ['severity := "Low"', { severity: { score: '0.1', band: 'Low' } }],
    ['severity := 0', { severity: { score: '0', band: 'None' } }],
    ['severity := 4.50', { severity: { score: '4.5', band: 'Medium' } }],
    ['severity := severity.normalized', { severity: { score: '7', band: 'High' } }],
    ['escalate to "Critical"', { severity: { score: '9', band: 'Critical' } }],
    ['escalate to "Low"', {}],
    ['escalate to "High"', {}],
    ['escalate to 7.6', { severity: { score: '7.6', band: 'High' } }],
    ['severity := 1; escalate to 2', { severity: { score: '2', band: 'Low' } }],
    ['warn message "a"; warn message "a"', { warnings: ['a', 'a'] }],
    ['warn message advisory.id', { warnings: ['CVE-2024-0001'] }],
    ['annotate k := "v"', { annotations: { k: 'v' } }],
    ['annotate k := 1.50', { annotations: { k: '1.5' } }],
    ['annotate k := true', { annotations: { k: true } }],
    ['annotate k := severity.normalized', { annotations: { k: 'High' } }],
    ['annotate k := ["a", "b"]', { annotations: { k: ['a', 'b'] } }],
    ['annotate k := [1.0, 2]', { annotations: { k: ['1', '2'] } }],
    ['annotate k := []', { annotations: { k: [] } }],
    ['annotate k := "old"; annotate k := "new"', { annotations: { k: 'new' } }],
    ['annotate then := "reserved words are keys"', { annotations: { then: 'reserved words are keys' } }],
  ])('`%s` changes the outcome', (actions, change) => {
    expect(after(actions)).toStrictEqual({ ...DECIDED, ...change });
  });

  it('reads the input, not what earlier actions did', () => {
    expect(after('severity := 1; annotate was := severity.score')).toStrictEqual({
      ...DECIDED,
      severity: { score: '1', band: 'Low' },
      annotations: { was: '7.5' },
    });
  });

  it('escalates a finding without severity to the one given', () => {
    const outcome = after('escalate to "Low"', UNKNOWN_FINDING);
    expect(outcome).toStrictEqual({ ...DECIDED, severity: { score: '0.1', band: 'Low' } });
  });

  it('takes a vendor band for its lower bound when it escalates', () => {
    expect(after('escalate to "High"', banded)).toStrictEqual({ ...DECIDED, severity: { band: 'High' } });
    expect(after('escalate to 7.1', banded)).toStrictEqual({
      ...DECIDED,
      severity: { score: '7.1', band: 'High' },
    });
  });

  it.each([
    'status := vex.status',
    'severity := signals.n',
    'annotate k := [signals.n]',
    'escalate to severity.score',
  ])('`%s` makes the outcome an error when its value is unknown', (action) => {
    const outcome = after(`status := "blocked"; ${action}`, UNKNOWN_FINDING);
    expect(outcome).toStrictEqual({ kind: 'error', error: 'UNKNOWN_IN_ACTION', undecided: [] });
  });

  it.each([
    'status := vex.source',
    'severity := vex.source',
    'severity := signals.n',
    'escalate to signals.n',
  ])('`%s` makes the outcome an error when its value cannot stand there', (action) => {
    const finding: FindingTuple = {
      ...SEVEN,
      vex: [{ ...STATEMENT, source: 'vendor' }],
      signals: { n: '10.1' },
    };
    expect(after(action, finding)).toStrictEqual({
      kind: 'error',
      error: 'BAD_VALUE_IN_ACTION',
      undecided: [],
    });
  });
});
