import { describe, expect, it } from '@jest/globals';

import { rowsOf } from './rows.ts';

const run = (ms: number, firstHalfMib: number, secondHalfMib: number) => ({
  messages: 100_000,
  ms,
  processorMs: ms,
  accepted: 100_000,
  firstHalfMib,
  secondHalfMib,
});

describe('the rows of the replay benchmark', () => {
  it('hold rate and memory against their budgets', () => {
    const rows = rowsOf([run(2_000, 100, 125), run(1_000, 90, 90), run(4_000, 100, 140)], [run(500, 1, 1)]);
    expect(rows.map(({ ours, peer, ratio, budget, ok }) => [ours, peer, ratio, budget, ok])).toStrictEqual([
      [50_000, null, null, '≥ 50000 /s', true],
      [50_000, 200_000, 0.25, null, null],
      [125, 100, 1.25, '≤ 1.2 ×', false],
    ]);
  });
});
