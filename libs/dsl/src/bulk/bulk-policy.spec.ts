import type { FindingTuple } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { evaluate, evaluateAll, explain } from '../evaluate.ts';
import type { IrExpression, IrRule } from '../ir.ts';
import { NAMES } from '../names.ts';
import { always, name, policyOfIr, text } from '../testing/compiled.ts';
import { policyOf, scored, SETTING, UNKNOWN_FINDING } from '../testing/findings.ts';
import { READ_NAMES } from './compile.ts';

it('reads every name of the language, and no other', () => {
  expect([...READ_NAMES].sort()).toStrictEqual([...NAMES.keys()].sort());
});

describe('outcomes of a policy', () => {
  const policy = policyOf(`
    rule unknown priority 1 { when signals.seen then status := "fixed" because "b" }
    rule high priority 2 { when severity.score >= 7 then status := "blocked"; annotate k := ["v"] because "b" }
    rule late priority 3 { when severity.score >= 5 then annotate id := advisory.id because "b" }`);

  it('are one object where they are equal and made of nothing that the finding says', () => {
    const [first, again, other] = evaluateAll(policy, [scored('7.5'), scored('7.50'), scored('8')], SETTING);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(evaluate(policy, scored('7.5'), SETTING)).toBe(first);
    const unanswered = evaluateAll(policy, [scored('1'), UNKNOWN_FINDING, scored('2')], SETTING);
    expect(unanswered[2]).toBe(unanswered[0]);
    expect(unanswered.map((outcome) => outcome.kind === 'not_evaluable' && outcome.missing)).toStrictEqual([
      ['signals.seen'],
      ['severity.score', 'signals.seen'],
      ['signals.seen'],
    ]);
  });

  it('cannot be changed, so that nobody changes those of others', () => {
    const all = [scored('7.5'), scored('5'), scored('1'), UNKNOWN_FINDING];
    for (const outcome of evaluateAll(policy, all, SETTING)) {
      const parts = [outcome, ...Object.values(outcome)].filter((part) => typeof part === 'object');
      expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
    }
  });

  it('do not depend on the findings before', () => {
    const findings = [scored('7.5'), UNKNOWN_FINDING, scored('5'), scored('1')];
    const together = evaluateAll(policy, [...findings, ...findings.toReversed()], SETTING);
    const alone = [...findings, ...findings.toReversed()].map((finding) =>
      evaluate(policy, finding, SETTING),
    );
    expect(together).toStrictEqual(alone);
  });

  it('follow the setting of each run', () => {
    const exposed = policyOf(
      'rule r { when env.exposure == "internet" then status := "blocked" because "b" }',
    );
    const statuses = ['internet', 'lab', 'internet'].map((exposure) => {
      const [outcome] = evaluateAll(exposed, [UNKNOWN_FINDING], { ...SETTING, env: { exposure } });
      return outcome?.kind === 'decided' && outcome.status;
    });
    expect(statuses).toStrictEqual(['blocked', 'affected', 'blocked']);
  });
});

describe('beyond what is kept', () => {
  const same = (policy: ReturnType<typeof policyOfIr>, findings: readonly FindingTuple[]): void => {
    const explained = findings.map((finding) => explain(policy, finding, SETTING).outcome);
    expect(JSON.stringify(evaluateAll(policy, findings, SETTING))).toBe(JSON.stringify(explained));
  };
  const asks = (signal: string, index: number): IrRule => ({
    ...always({ action: 'status', value: text('fixed') }),
    name: `r${index}`,
    when: { op: '==', left: name(signal), right: text('yes') },
  });
  const signals = Array.from({ length: 40 }, (_, index) => `s${index}`);

  it('more missing names than a number has bits are told all the same', () => {
    const policy = policyOfIr({
      settings: { signals: Object.fromEntries(signals.map((signal) => [signal, 'string' as const])) },
      rules: signals.map((signal, index) => asks(`signals.${signal}`, index)),
    });
    same(policy, [UNKNOWN_FINDING, { ...UNKNOWN_FINDING, signals: { s35: 'no' } }]);
  });

  it('scores, and sets of undecided rules, have right outcomes', () => {
    const some = signals.slice(0, 14);
    const policy = policyOfIr({
      settings: { signals: Object.fromEntries(some.map((signal) => [signal, 'string' as const])) },
      rules: [
        ...some.map((signal, index) => asks(`signals.${signal}`, index)),
        { ...always({ action: 'warn', value: text('w') }), when: HIGH },
      ],
    });
    const findings = Array.from({ length: 4_500 }, (_, index): FindingTuple => ({
      ...scored(`7.${String(index).padStart(5, '0')}`),
      signals: Object.fromEntries(
        some.filter((_signal, at) => (index >> at) % 2 === 1).map((each) => [each, 'no']),
      ),
    }));
    same(policy, findings);
  });

  it('lines of a profile, and findings of many ratings, have right outcomes', () => {
    const line = { when: { op: '==', left: name('image.name'), right: text('i') } as const, weight: '0.01' };
    const policy = policyOfIr({
      profile: { vendor_weight: [], env: [{ name: 'e', lines: Array.from({ length: 25 }, () => line) }] },
      rules: [{ ...always(), when: HIGH }],
    });
    same(policy, [scored('6.9'), { ...scored('6.9'), image: { name: 'i' } }, UNKNOWN_FINDING]);
  });
});

const HIGH: IrExpression = { op: '>=', left: name('severity.score'), right: { op: 'decimal', value: '7' } };
