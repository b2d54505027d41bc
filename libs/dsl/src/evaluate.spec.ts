import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { EMPTY_POLICY_DIGEST, EMPTY_POLICY_IR } from './empty-policy.ts';
import { evaluate, explain } from './evaluate.ts';
import { readIr } from './policy.ts';
import {
  policyOf,
  scored,
  SETTING,
  STATEMENT,
  truthOfCondition,
  UNKNOWN_FINDING,
} from './testing/findings.ts';

const NINE = scored('9.8');
const outcomeOf = (body: string, finding: FindingTuple = NINE): PolicyOutcome =>
  evaluate(policyOf(body), finding, SETTING);
const firing = (name: string, when: string, rest = ''): string =>
  `rule ${name} ${rest} { when ${when} then annotate by := "${name}" because "b" }`;
const ruleOf = (outcome: PolicyOutcome): string | undefined =>
  outcome.kind === 'decided' ? outcome.rule : outcome.kind;

describe('rules', () => {
  it('are tried by priority, then by name bytewise', () => {
    const rules = [
      'b priority 5',
      'a priority 5',
      'Z priority 5',
      'first priority 0',
      'late',
      'last priority 10000',
    ];
    const body = rules.map(
      (rule) => `rule ${rule} { when advisory.id == "none" then status := "fixed" because "b" }`,
    );
    const { trace } = explain(policyOf(body.join('\n')), NINE, SETTING);
    expect(trace.map(({ rule }) => rule)).toStrictEqual(['first', 'Z', 'a', 'b', 'late', 'last']);
  });

  it('stop at the first that is true', () => {
    expect(ruleOf(outcomeOf(`${firing('a', 'false')} ${firing('b', 'true')} ${firing('c', 'true')}`))).toBe(
      'b',
    );
  });

  it('with else apply it when false, and stop too', () => {
    const body = 'rule a { when false then status := "fixed" else status := "blocked" because "b" }';
    expect(outcomeOf(`${body} ${firing('b', 'true')}`)).toStrictEqual({
      kind: 'decided',
      status: 'blocked',
      severity: { score: '9.8', band: 'Critical' },
      rule: 'a',
      warnings: [],
      annotations: {},
      undecided: [],
    });
  });

  it('that are unknown take neither branch and are named in the outcome', () => {
    const unknown =
      'rule u priority 1 { when signals.x then status := "fixed" else status := "blocked" because "b" }';
    const outcome = outcomeOf(`${unknown} ${firing('v', 'signals.y', 'priority 2')} ${firing('z', 'true')}`);
    expect(outcome).toMatchObject({ rule: 'z', undecided: ['u', 'v'] });
  });

  it('that are all false leave the default status', () => {
    const body = `settings { default_status = "under_investigation" } ${firing('a', 'false')}`;
    expect(outcomeOf(body)).toStrictEqual({
      kind: 'decided',
      status: 'under_investigation',
      severity: { score: '9.8', band: 'Critical' },
      warnings: [],
      annotations: {},
      undecided: [],
    });
  });

  it('that leave one undecided make the finding not evaluable', () => {
    const outcome = outcomeOf(`${firing('a', 'signals.x')} ${firing('b', 'false')}`);
    expect(outcome).toStrictEqual({ kind: 'not_evaluable', missing: ['signals.x'], undecided: ['a'] });
  });

  it('keep the undecided of an error', () => {
    const body = `${firing('a', 'signals.x')} rule b { when true then annotate k := signals.x because "b" }`;
    expect(outcomeOf(body)).toStrictEqual({ kind: 'error', error: 'UNKNOWN_IN_ACTION', undecided: ['a'] });
  });
});

describe('the missing names', () => {
  it.each<[string, string[]]>([
    ['signals.b and signals.a', ['signals.a', 'signals.b']],
    ['signals.a and (signals.b or true)', ['signals.a']],
    ['signals.a or signals.b and false', ['signals.a']],
    ['not signals.a', ['signals.a']],
    ['signals.n > 1 and signals.n < 2', ['signals.n']],
    ['component.name == image.name', ['component.name', 'image.name']],
    ['component.name in [image.name, "x"]', ['component.name', 'image.name']],
    ['lowercase(coalesce(component.name, vex.source)) == "x"', ['component.name', 'vex.source']],
    ['image.has_tag("t")', ['image.has_tag']],
    ['image.has_tag(env.t)', ['env.t']],
    ['vex.all(status == "fixed")', ['vex.all']],
    ['exists(signals.a) or signals.b', ['signals.b']],
    ['sbom.x == "y"', ['sbom.x']],
  ])('of `%s` are %j', (condition, missing) => {
    expect(outcomeOf(firing('r', condition))).toStrictEqual({
      kind: 'not_evaluable',
      missing,
      undecided: ['r'],
    });
  });

  it('name the fields of statements, but not those a statement absorbed', () => {
    const finding: FindingTuple = { ...NINE, vex: [STATEMENT, { ...STATEMENT, index: 1, source: 'v' }] };
    const body = firing('r', 'vex.any(source == "w" or (status == "fixed" and justification == "j"))');
    expect(outcomeOf(body, finding)).toMatchObject({ missing: ['vex.source'] });
  });
});

describe('an expression', () => {
  it.each<[string, boolean | undefined]>([
    ['"b" == "b" and "a" != "b"', true],
    ['1.50 == 1.5 and -1 < +0.5 and 2 >= 2', true],
    ['"a" in ["a", "b"] and not ("c" in ["a"])', true],
    ['"a" in []', false],
    ['signals.x in []', false],
    ['signals.x in ["a"]', undefined],
    ['"a" in ["a", signals.x]', undefined],
    ['signals.x == null', true],
    ['null != signals.x', false],
    ['advisory.id != null', true],
    ['(signals.x == "a") == null', true],
    ['exists(signals.b and false)', true],
    ['coalesce(signals.x, advisory.id) == "CVE-2024-0001"', true],
    ['coalesce(signals.x, signals.y) == "a"', undefined],
    ['lowercase("ÄBC") == "Äbc"', true],
    ['true == (1 < 2)', true],
    ['severity.normalized > "High" and "High" < severity.normalized', true],
    ['severity.normalized in ["High", "Critical"]', true],
    ['coalesce(severity.normalized, "Low") >= "Critical"', true],
    ['true or signals.b', true],
    ['signals.b or true', true],
    ['false and signals.b', false],
    ['signals.b and false', false],
    ['not signals.b', undefined],
    ['false or true and false', false],
    ['not false and true', true],
    ['not advisory.id == "x"', true],
  ])('`%s` is %p', (condition, truth) => {
    expect(truthOfCondition(condition, NINE)).toBe(truth);
  });
});

describe('a trace', () => {
  it('has every rule tried with the operands read, up to the one that decided', () => {
    const body = `
      rule a priority 1 { when component.name == "x" then status := "fixed" because "first" }
      rule b priority 2 {
        when vex.any(status == "fixed") or severity.score >= 9 and severity.normalized == "Low" or advisory.has_tag("kev")
        then status := "blocked" because "second"
      }
      rule c priority 3 { when (advisory.id == "x" or image.name in ["i"]) and env.e == "e" then status := "fixed" }
      rule d priority 4 { when true then status := "ignored" }`;
    const finding: FindingTuple = {
      ...NINE,
      vex: [STATEMENT],
      image: { name: 'j' },
      advisory: { ...NINE.advisory, tags: [] },
    };
    const policy = policyOf(body);
    const { outcome, trace } = explain(policy, finding, SETTING);
    expect(outcome).toStrictEqual(evaluate(policy, finding, SETTING));
    expect(trace).toStrictEqual([
      {
        rule: 'a',
        value: 'unknown',
        because: 'first',
        operands: [{ name: 'component.name', value: 'unknown' }],
      },
      {
        rule: 'b',
        value: 'false',
        because: 'second',
        operands: [
          { name: 'vex[0].status', value: '"affected"' },
          { name: 'severity.score', value: '9.8' },
          { name: 'severity.normalized', value: 'Critical' },
          { name: 'advisory.has_tag("kev")', value: 'false' },
        ],
      },
      {
        rule: 'c',
        value: 'false',
        operands: [
          { name: 'advisory.id', value: '"CVE-2024-0001"' },
          { name: 'image.name', value: '"j"' },
        ],
      },
      { rule: 'd', value: 'true', operands: [] },
    ]);
  });

  it('shows that there was no statement to test', () => {
    const { trace } = explain(policyOf(firing('r', 'vex.any(status == "fixed")')), NINE, SETTING);
    expect(trace.map(({ operands }) => operands)).toStrictEqual([[{ name: 'vex.any', value: 'false' }]]);
  });
});

describe('the empty policy', () => {
  it('gives every finding the default status and its input severity', () => {
    expect(evaluate(readIr(EMPTY_POLICY_IR), NINE, SETTING)).toStrictEqual({
      kind: 'decided',
      status: 'affected',
      severity: { score: '9.8', band: 'Critical' },
      warnings: [],
      annotations: {},
      undecided: [],
    });
    expect(evaluate(readIr(EMPTY_POLICY_IR), UNKNOWN_FINDING, SETTING)).toMatchObject({ severity: {} });
  });

  it('has a digest that never changes', () => {
    expect(EMPTY_POLICY_DIGEST).toBe('e02d180d176e92d2d532b17c09bb135401b77b905e8e791f08cba14e233f3adc');
  });
});
