import type { VexStatement } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { compareStatements } from './statements.ts';
import { STATEMENT, truthOfCondition, UNKNOWN_FINDING } from './testing/findings.ts';

const stated = (...vex: VexStatement[]) => ({ ...UNKNOWN_FINDING, vex });
const NOON = '2024-05-01T12:00:00Z';

describe('the latest statement', () => {
  const ORDERED: readonly [rule: string, earlier: VexStatement, later: VexStatement][] = [
    [
      'by instant, not by text',
      { ...STATEMENT, timestamp: '2024-05-01T13:00:00+02:00' },
      { ...STATEMENT, timestamp: NOON },
    ],
    [
      'with fractions',
      { ...STATEMENT, timestamp: NOON },
      { ...STATEMENT, timestamp: '2024-05-01T12:00:00.5Z' },
    ],
    [
      'finer than a millisecond',
      { ...STATEMENT, timestamp: '2024-05-01T12:00:00.0001Z' },
      { ...STATEMENT, timestamp: '2024-05-01T12:00:00.00011Z' },
    ],
    ['with an absent time first', STATEMENT, { ...STATEMENT, timestamp: '1970-01-01T00:00:00Z' }],
    [
      'with an unparsable time first',
      { ...STATEMENT, timestamp: 'yesterday' },
      { ...STATEMENT, timestamp: '1900-01-01T00:00:00Z' },
    ],
    [
      'then by last update',
      { ...STATEMENT, timestamp: NOON },
      { ...STATEMENT, timestamp: NOON, lastUpdated: NOON },
    ],
    [
      'then by document digest',
      { ...STATEMENT, documentDigest: '9f', index: 5 },
      { ...STATEMENT, documentDigest: 'a0' },
    ],
    ['then by index', STATEMENT, { ...STATEMENT, index: 1 }],
  ];

  it.each(ORDERED)('is found %s, whatever the order given', (_rule, earlier, later) => {
    expect(Math.sign(compareStatements(earlier, later))).toBe(-1);
    const before: VexStatement = { ...earlier, status: 'affected' };
    const after: VexStatement = { ...later, status: 'fixed' };
    expect(truthOfCondition('vex.status == "fixed"', stated(before, after))).toBe(true);
    expect(truthOfCondition('vex.status == "fixed"', stated(after, before))).toBe(true);
  });

  it('gives its own justification, also when that is absent', () => {
    const vex = stated({ ...STATEMENT, justification: 'old' }, { ...STATEMENT, index: 1 });
    expect(truthOfCondition('vex.justification == "old"', vex)).toBeUndefined();
  });
});

describe('vex.any and vex.all', () => {
  const fixed: VexStatement = { ...STATEMENT, status: 'fixed', justification: 'j' };
  const silent: VexStatement = { ...STATEMENT, status: 'affected', index: 1 };

  it.each<[string, VexStatement[], boolean | undefined]>([
    ['vex.any(status == "fixed")', [], false],
    ['vex.all(status == "fixed")', [], undefined],
    ['vex.any(status == "fixed")', [silent, fixed], true],
    ['vex.all(status == "fixed")', [silent, fixed], false],
    ['vex.all(status in ["fixed", "affected"])', [silent, fixed], true],
    ['vex.any(justification == "j")', [silent, fixed], true],
    ['vex.any(justification == "k")', [silent, fixed], undefined],
    ['vex.any(justification == "k")', [fixed], false],
    ['vex.all(justification == "j")', [silent, fixed], undefined],
    ['vex.all(justification == "k")', [silent, fixed], false],
    [
      'vex.any(source == "v" or timestamp == "t" or impact_statement == "i" or action_statement == "a")',
      [fixed],
      undefined,
    ],
    ['vex.any(status == "affected" and vex.any(status == "fixed"))', [silent, fixed], true],
    ['vex.any(status == "affected" and vex.all(status == "affected"))', [silent, fixed], false],
    ['vex.any(status == vex.status)', [silent, fixed], true],
  ])('has `%s` over %j be %p', (condition, statements, truth) => {
    expect(truthOfCondition(condition, stated(...statements))).toBe(truth);
  });
});
