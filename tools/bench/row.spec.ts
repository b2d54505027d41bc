import { describe, expect, it } from '@jest/globals';

import { costRow, latencyRow, rateRow, ratioRow } from './row.ts';

const rate = { work: 'commands', ours: 300, peer: 400, peerName: 'appends' };

describe('ratioRow', () => {
  it('divides by the peer, and holds the exact ratio against the budget', () => {
    expect(ratioRow({ ...rate, ratioMin: 0.75 })).toStrictEqual({
      ...rate,
      ratio: 0.75,
      budget: '≥ 0.75 ×',
      ok: true,
    });
    expect(ratioRow({ ...rate, ours: 299.99, ratioMin: 0.75 }).ok).toBe(false);
  });

  it('reports a ratio without a budget', () => {
    expect(ratioRow(rate)).toStrictEqual({ ...rate, ratio: 0.75, budget: null, ok: null });
  });

  it('says that the peer is not available, and judges nothing', () => {
    expect(ratioRow({ ...rate, peer: undefined, ratioMin: 1 })).toStrictEqual({
      ...rate,
      peer: null,
      peerName: 'appends: peer not available',
      ratio: null,
      budget: '≥ 1 ×',
      ok: null,
    });
  });
});

describe('costRow', () => {
  const cost = { work: 'w', ours: 6, peer: 5, peerName: 'p' };

  it('meets a budget that the exact ratio does not exceed', () => {
    expect(costRow({ ...cost, ratioMax: 1.2 })).toStrictEqual({
      ...cost,
      ratio: 1.2,
      budget: '≤ 1.2 ×',
      ok: true,
    });
    expect(costRow({ ...cost, ours: 6.001, ratioMax: 1.2 }).ok).toBe(false);
  });

  it('reports without a budget, and judges nothing beside a cost of nothing', () => {
    expect(costRow(cost)).toStrictEqual({ ...cost, ratio: 1.2, budget: null, ok: null });
    expect(costRow({ ...cost, peer: 0, ratioMax: 1.2 }).ok).toBeNull();
  });
});

describe('rateRow', () => {
  it('meets a budget that it reaches, and reports a rate without one', () => {
    const row = {
      work: 'w',
      ours: 500,
      peer: null,
      peerName: null,
      ratio: null,
      budget: '≥ 500 /s',
      ok: true,
    };
    expect(rateRow('w', 500, 500)).toStrictEqual(row);
    expect(rateRow('w', 499.99, 500).ok).toBe(false);
    expect(rateRow('w', 500)).toStrictEqual({ ...row, budget: null, ok: null });
  });
});

describe('latencyRow', () => {
  it('meets a budget that it does not exceed', () => {
    const row = {
      work: 'p99',
      ours: 25,
      peer: null,
      peerName: null,
      ratio: null,
      budget: '≤ 25 ms',
      ok: true,
    };
    expect(latencyRow('p99', 25, 25)).toStrictEqual(row);
    expect(latencyRow('p99', 25.001, 25)).toStrictEqual({ ...row, ok: false });
  });

  it('reports a latency without a budget', () => {
    expect(latencyRow('p50', 3.14159)).toMatchObject({ ours: 3.14, budget: null, ok: null });
  });

  it('does not call a latency met that was never measured', () => {
    expect(latencyRow('p99', NaN, 25).ok).toBe(false);
  });
});
