import { describe, expect, it } from '@jest/globals';

import { firstRow, pairRows } from './rows.ts';

const turn = (count: number, elapsedMs: number, processorMs: number) => ({
  sample: { count, failed: 0, elapsedMs, latenciesMs: [] },
  processorMs,
});

describe('the rows of the growth benchmark', () => {
  it('hold the median cost of grown history against the budget, and report the time', () => {
    const rows = pairRows({
      work: 'command',
      small: { name: 'empty', turns: [turn(100, 1_000, 5), turn(100, 1_200, 4), turn(100, 900, 9)] },
      grown: { name: '10 events', turns: [turn(50, 1_000, 6), turn(100, 1_000, 6.1), turn(80, 1_000, 1)] },
    });
    expect(rows).toStrictEqual([
      {
        work: 'ms of processor time per command, 10 events',
        ours: 6,
        peer: 5,
        peerName: 'the same, empty',
        ratio: 1.2,
        budget: '≤ 1.2 ×',
        ok: true,
      },
      {
        work: 'ms per command at full load, 10 events',
        ours: 12.5,
        peer: 10,
        peerName: 'the same, empty',
        ratio: 1.25,
        budget: null,
        ok: null,
      },
    ]);
  });

  it('report what the first command to a long aggregate takes', () => {
    const { ours, peer, budget } = firstRow('10 000', 800, 20);
    expect([ours, peer, budget]).toStrictEqual([800, 20, null]);
  });
});
