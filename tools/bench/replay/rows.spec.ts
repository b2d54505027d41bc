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
    const replays = [run(2_000, 100, 150), run(1_000, 90, 90), run(4_000, 100, 160)];
    const rows = rowsOf({ replays, hashings: [run(500, 1, 2)], held: [run(9_000, 40, 50)] });
    expect(rows.map(({ ours, peer, ratio, budget, ok }) => [ours, peer, ratio, budget, ok])).toStrictEqual([
      [50_000, null, null, '≥ 50000 /s', true],
      [50_000, 200_000, 0.25, null, null],
      [50, 40, 1.25, '≤ 1.2 ×', false],
      [150, 100, 1.5, null, null],
      [2, 1, 2, null, null],
    ]);
  });
});
