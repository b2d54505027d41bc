import { describe, expect, it } from '@jest/globals';

import { rowsOf } from './rows.ts';

const summary = (perSecond: number, p99Ms = 10) => ({ perSecond, p50Ms: 5, p99Ms, count: 1, failed: 0 });

describe('the rows of the reads benchmark', () => {
  it('hold the slowest of both reads under mixed load against the budget', () => {
    const rows = rowsOf({
      full: summary(500),
      half: { one: summary(1, 15), page: summary(1, 15.01), command: summary(1, 90) },
      one: summary(900),
      page: summary(300),
      selectOne: summary(1_800),
      selectPage: summary(1_000),
    });
    const budgeted = rows.filter(({ budget }) => budget !== null);
    expect(budgeted.map(({ ours, budget, ok }) => [ours, budget, ok])).toStrictEqual([
      [15, '≤ 15 ms', true],
      [15.01, '≤ 15 ms', false],
    ]);
    expect(rows.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]))).toStrictEqual([0.5, 0.3]);
  });
});
