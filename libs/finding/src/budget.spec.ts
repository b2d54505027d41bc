import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { BUDGET_SCOPES, BUDGET_SUBJECTS, BudgetInvalid, isBudget, readBudget } from './budget.ts';

const faultOf = (line: string): readonly [number, string] => {
  try {
    readBudget(line);
  } catch (error) {
    if (error instanceof BudgetInvalid) return [error.position, error.message];
    throw error;
  }
  throw new Error(`${line} is a budget`);
};

describe('a budget line', () => {
  it.each([
    ['newly_blocked <= 0.1%', 'newly_blocked <= 0.1%'],
    ['newly_blocked ≤ 0.10 %', 'newly_blocked <= 0.1%'],
    ['newly_blocked>0.1%', 'newly_blocked > 0.1%'],
    ['  error_new=0 ', 'error_new = 0'],
    ['changed < 12', 'changed < 12'],
    ['newly_allowed on tag:tier0 = 0', 'newly_allowed on tag:tier0 = 0'],
    ['newly_allowed on tag:team:pay=0', 'newly_allowed on tag:team:pay = 0'],
    ['severity_raised on image:shop:1.2 >= 3', 'severity_raised on image:shop:1.2 >= 3'],
    ['unchanged on package:pkg:npm/@a/b > 99.5%', 'unchanged on package:pkg:npm/@a/b > 99.5%'],
    ['error_new on tag:"two words" = 0', 'error_new on tag:"two words" = 0'],
    ['error_new on tag:"plain" = 0', 'error_new on tag:plain = 0'],
    ['snapshot age < 7d', 'snapshot age < 7d'],
    ['snapshot  age ≤ 1.50 w', 'snapshot age <= 1.5w'],
    ['p95 evaluation <= +20%', 'p95 evaluation <= +20%'],
    ['p95 evaluation <= 20%', 'p95 evaluation <= +20%'],
    ['p95 evaluation <= -5%', 'p95 evaluation <= -5%'],
  ])('%s has one form', (line, text) => {
    expect(readBudget(line).text).toBe(text);
    expect(readBudget(text)).toStrictEqual(readBudget(line));
  });

  it.each([
    ['', 1, 'expected snapshot age'],
    ['newly_bloked <= 1', 1, 'expected snapshot age'],
    ['newly_blocked', 14, 'expected one of <= < = >= >'],
    ['newly_blocked ! 1', 15, 'expected one of <= < = >= >'],
    ['newly_blocked <= ', 18, 'expected a number'],
    ['newly_blocked <= -1', 18, 'expected a number'],
    ['newly_blocked <= 0.1', 18, 'a number of tuples is whole; a share ends with %'],
    ['newly_blocked <= 100.1%', 18, 'a share is at most 100%'],
    ['newly_blocked <= 0.1% of all', 23, 'nothing more is expected here'],
    ['newly_blocked <= 0.0000000001%', 18, 'more digits than a number may have'],
    ['newly_blocked on team:x = 0', 18, 'expected one of tag, image, package and a colon'],
    ['newly_blocked on tag: = 0', 23, 'expected a name'],
    ['newly_blocked on tag:"\\x" = 0', 22, 'this is no JSON string'],
    ['newly_blocked on tag:"" = 0', 22, 'expected a name'],
    ['snapshot days < 7d', 10, 'expected age'],
    ['snapshot age < 7', 17, 'expected one of m, h, d, w'],
    ['snapshot age < 7y', 17, 'expected one of m, h, d, w'],
    ['p95 evaluation <= +20', 22, 'expected %'],
    ['p95 <= +20%', 5, 'expected evaluation'],
  ])('%s is none, and the fault has a position', (line, position, message) => {
    const [at, said] = faultOf(line);
    expect([at, said.startsWith(message)]).toStrictEqual([position, true]);
    expect(isBudget(line)).toBe(false);
  });

  it('about any subject and scope is read back from its one form', () => {
    const scope = fc.option(fc.tuple(fc.constantFrom(...BUDGET_SCOPES), fc.string({ minLength: 1 })));
    fc.assert(
      fc.property(fc.constantFrom(...BUDGET_SUBJECTS), scope, fc.nat(), (subject, where, limit) => {
        const on = where === null ? '' : ` on ${where[0]}:${JSON.stringify(where[1])}`;
        const budget = readBudget(`${subject}${on} <= ${limit}`);
        expect(readBudget(budget.text)).toStrictEqual(budget);
        expect(budget.measure).toMatchObject({
          subject,
          scope: where === null ? undefined : { by: where[0], name: where[1] },
        });
      }),
    );
  });

  it('of any text is read or refused, and nothing else', () => {
    const fragments = fc.constantFrom(
      'newly_blocked',
      ' ',
      'on',
      'tag:',
      '"',
      '<=',
      '0.1',
      '%',
      'p95',
      'snapshot age',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fragments).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (line) => {
        expect(typeof isBudget(line)).toBe('boolean');
      }),
    );
  });
});
