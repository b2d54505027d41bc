import { describe, expect, it } from '@jest/globals';

import { rowsOf } from './rows.ts';

const segment = (oursMs: number, rawMs: number) => ({ events: 40_000, rows: 80_000, oursMs, rawMs });

describe('the rows of the projection benchmark', () => {
  it('hold events against a rate, and rows against the same rows inserted alone', () => {
    const rows = rowsOf([segment(1_000, 500), segment(2_000, 1_000), segment(1_600, 400)]);
    expect(rows.map(({ ours, peer, ratio, budget, ok }) => [ours, peer, ratio, budget, ok])).toStrictEqual([
      [25_000, null, null, '≥ 30000 /s', false],
      [50_000, 160_000, 0.31, '≥ 0.6 ×', false],
    ]);
    expect(rowsOf([segment(800, 600)]).map(({ ok }) => ok)).toStrictEqual([true, true]);
  });
});
