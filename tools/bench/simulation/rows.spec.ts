import { describe, expect, it } from '@jest/globals';

import { estateOf, FINDINGS_PER_IMAGE } from './estate.ts';
import { grouped } from '../print.ts';
import { rowsOf } from './rows.ts';

const size = (tuples: number, ms: number, mib = 100) => ({
  tuples,
  ms,
  twinMs: 2 * ms,
  peaks: new Map([['runner-1', mib]]),
});

describe('the rows of the simulation benchmark', () => {
  it('hold the largest estate against its time, its growth and its memory', () => {
    const rows = rowsOf([size(10_000, 1_000), size(100_000, 2_000), size(1_000_000, 29_000, 600)]);
    expect(rows.map(({ ours, peer, ratio, budget, ok }) => [ours, peer, ratio, budget, ok])).toStrictEqual([
      [1, null, null, null, null],
      [2, null, null, null, null],
      [2, null, null, null, null],
      [4, null, null, null, null],
      [29, null, null, '≤ 30 s', true],
      [58, null, null, null, null],
      [20, 100, 0.2, null, null],
      [29, 20, 1.45, '≤ 1.5 ×', true],
      [600, null, null, '≤ 512 MiB', false],
    ]);
  });

  it('name sizes so that one reads them', () => {
    expect([1_000, 100_000, 1_000_000].map(grouped)).toStrictEqual(['1 000', '100 000', '1 000 000']);
  });
});

describe('the estate of the benchmark', () => {
  it('has no finding of an image twice, and the same bytes each time', () => {
    const [report, ...others] = [...estateOf(FINDINGS_PER_IMAGE)];
    const { Results: results } = JSON.parse(report?.text ?? '{}');
    const names = results.flatMap(({ Vulnerabilities }: { Vulnerabilities: { VulnerabilityID: string }[] }) =>
      Vulnerabilities.map(({ VulnerabilityID }) => VulnerabilityID),
    );
    expect([names.length, new Set(names).size]).toStrictEqual([FINDINGS_PER_IMAGE, FINDINGS_PER_IMAGE]);
    expect(others.map(({ kind }) => kind)).toStrictEqual(['openvex', 'options']);
    expect([...estateOf(FINDINGS_PER_IMAGE)]).toStrictEqual([report, ...others]);
  });
});
