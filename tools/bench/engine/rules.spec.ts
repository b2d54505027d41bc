import { compile } from '@policy-registry/dsl';
import { describe, expect, it } from '@jest/globals';

import { casesOf, type Facts } from './decisions.ts';
import { openRegistryEngine } from './registry-engine.ts';
import { type Condition, policySource, type Rule, rulesOf } from './rules.ts';

/** What a condition means, whoever spells it. */
const holds = (condition: Condition, facts: Facts): boolean => {
  if ('not' in condition) return !holds(condition.not, facts);
  if ('any' in condition) return condition.any.some((each) => holds(each, facts));
  const fact: unknown = Object.entries(facts).find(([name]) => name === condition.fact)?.[1];
  switch (condition.is) {
    case 'true':
      return fact === true;
    case 'equals':
      return fact === condition.value;
    case 'contains':
      return Array.isArray(fact) && fact.includes(condition.value);
    case 'at least':
      return Number(fact) >= condition.value;
    case 'below':
      return Number(fact) < condition.value;
  }
};
const isBlocked = (rules: readonly Rule[], facts: Facts): boolean =>
  rules.find(({ when }) => when.every((condition) => holds(condition, facts)))?.effect === 'block';

describe.each([10, 100])('the policy of %s rules', (count) => {
  it('compiles without a remark', () => {
    const { diagnostics, compiled } = compile(policySource(rulesOf(count)));
    expect(diagnostics).toStrictEqual([]);
    expect(compiled?.rules).toHaveLength(count);
  });

  it('decides every finding as its conditions do over the facts', async () => {
    const [rules, cases] = [rulesOf(count), casesOf(2_000)];
    const ours = await openRegistryEngine(rules, cases);
    const expected = cases.map(({ facts }) => isBlocked(rules, facts));
    expect(await ours.decide(0, cases.length)).toStrictEqual(expected);
    expect(new Set(expected).size).toBe(2);
  });
});

it('takes the same findings every time', () => {
  expect(casesOf(50)).toStrictEqual(casesOf(100).slice(0, 50));
});
