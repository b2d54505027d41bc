import { describe, expect, it } from '@jest/globals';

import { SYNC_ALWAYS, SYNC_LATER } from './mode.ts';
import { rowsOf } from './rows.ts';

const at = (perSecond: number, p50Ms = 5, p99Ms = 20) => ({ perSecond, p50Ms, p99Ms, count: 1, failed: 0 });
const measured = {
  registry: at(500, 60, 100),
  registryHalf: at(250),
  emmett: at(1_000),
  jetStream: at(3_000),
};

describe('rowsOf', () => {
  it('holds throughput against Emmett when everybody syncs later, and p99 at half load against its limit', () => {
    const rows = rowsOf({ ...measured, mode: SYNC_LATER });
    expect(rows.map(({ ours, peer, ratio, budget, ok }) => [ours, peer, ratio, budget, ok])).toStrictEqual([
      [500, 1_000, 0.5, '≥ 1 ×', false],
      [500, 1_000, 0.5, null, null],
      [60, null, null, null, null],
      [100, null, null, null, null],
      [5, null, null, null, null],
      [20, null, null, '≤ 25 ms', true],
    ]);
  });

  it('holds throughput against a third of the raw publishes when everybody syncs at once', () => {
    const rows = rowsOf({ ...measured, mode: SYNC_ALWAYS, jetStream: at(2_400) });
    expect(rows.map(({ peer, ratio, budget, ok }) => [peer, ratio, budget, ok])).toStrictEqual([
      [1_000, 0.5, null, null],
      [800, 0.63, '≥ 0.6 ×', true],
      ...Array.from({ length: 4 }, () => [null, null, null, null]),
    ]);
  });

  it('goes on without Emmett', () => {
    const [emmett, jetStream] = rowsOf({ ...measured, mode: SYNC_LATER, emmett: undefined });
    expect([emmett?.peer, emmett?.ok, jetStream?.ratio]).toStrictEqual([null, null, 0.5]);
  });
});
