import { describe, expect, it } from '@jest/globals';

import { evaluateAll, explain } from '../evaluate.ts';
import type { IrExpression, IrRule } from '../ir.ts';
import type { Policy } from '../policy.ts';
import { always, name, policyOfIr, text } from '../testing/compiled.ts';
import { SETTING, UNKNOWN_FINDING } from '../testing/findings.ts';
import { type Random, randomOf } from '../testing/random.ts';
import { settingOf, tupleOf } from '../testing/tuples.ts';

const is = (left: IrExpression, right: IrExpression): IrExpression => ({ op: '==', left, right });
const both = (...operands: IrExpression[]): IrExpression => ({ op: 'and', operands });
const rule = (index: number, when: IrExpression, rest: Partial<IrRule> = {}): IrRule => ({
  ...always({ action: 'annotate', key: 'by', value: text(`r${index}`) }),
  ...rest,
  name: `r${index}`,
  when,
});
const SIGNALS = { note: 'string', epss: 'decimal' } as const;
const policyWith = (rules: readonly IrRule[]): Policy =>
  policyOfIr({ rules, settings: { signals: SIGNALS, env: { exposure: 'string' } } });
const indexed = ({ bulk }: Policy): number[] =>
  bulk.segments.flatMap(({ index, rules }) => (index === undefined ? [] : [rules.length]));

const HIGH: IrExpression = { op: '>=', left: name('severity.score'), right: { op: 'decimal', value: '7' } };
const package_ = (index: number): IrExpression => is(name('component.name'), text(`p${index}`));

describe('rules that ask for texts of one name', () => {
  it('are looked up together, between those that do not', () => {
    const rules = [
      rule(0, HIGH),
      ...Array.from({ length: 20 }, (_, at) => rule(at + 1, both(HIGH, package_(at)))),
      rule(21, HIGH),
    ];
    expect(indexed(policyWith(rules))).toStrictEqual([20]);
  });

  it('are tried one by one when they are few, or have an else', () => {
    const few = Array.from({ length: 7 }, (_, at) => rule(at, package_(at)));
    expect(indexed(policyWith(few))).toStrictEqual([]);
    const withElse = Array.from({ length: 20 }, (_, at) => rule(at, package_(at), { else: always().then }));
    expect(indexed(policyWith(withElse))).toStrictEqual([]);
  });

  it('keep their order, and are all tried when the text is unknown', () => {
    const rules = Array.from({ length: 30 }, (_, at) => rule(at, both(package_(at % 10), HIGH)));
    const policy = policyWith(rules);
    const finding = { ...UNKNOWN_FINDING, component: { name: 'p3' } };
    const [known, unknown] = evaluateAll(policy, [finding, UNKNOWN_FINDING], SETTING);
    expect(known).toMatchObject({ undecided: ['r3', 'r13', 'r23'], missing: ['severity.score'] });
    expect(unknown?.undecided).toHaveLength(30);
  });
});

const TEXTS = ['kev', 'a', 'MIT', 'GHSA', 'fixed', 'internet'] as const;
const NAMES = ['component.name', 'advisory.source', 'signals.note', 'env.exposure'] as const;

const need = (random: Random, asked: string): IrExpression => {
  const [left, literal] = [name(asked), text(random.pick(TEXTS))];
  if (random.chance(30)) {
    const items = random.several(0, 3, () => text(random.pick(TEXTS)));
    return { op: 'in', left, right: { op: 'list', items } };
  }
  return random.chance(30) ? is(literal, left) : is(left, literal);
};
const anyRule = (random: Random, index: number, asked: string): IrRule => {
  const first = need(random, asked);
  if (random.chance(20)) return rule(index, first);
  if (random.chance(5)) return rule(index, HIGH);
  const when = both(random.chance(50) ? HIGH : need(random, random.pick(NAMES)), first);
  return rule(index, when, random.chance(5) ? { else: always().then } : {});
};

it('gives the outcome of the interpreter for every finding', () => {
  let lookedUp = 0;
  for (let seed = 1; seed <= 30; seed += 1) {
    const random = randomOf(seed);
    const asked = random.pick(NAMES);
    const policy = policyWith(random.several(20, 80, (index) => anyRule(random, index, asked)));
    lookedUp += indexed(policy).length;
    const setting = settingOf(random);
    const findings = random.several(30, 30, () => tupleOf(random));
    const explained = findings.map((finding) => explain(policy, finding, setting).outcome);
    expect(JSON.stringify(evaluateAll(policy, findings, setting))).toBe(JSON.stringify(explained));
  }
  expect(lookedUp).toBeGreaterThan(20);
});
