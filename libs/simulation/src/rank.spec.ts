import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { seededRank } from './rank.ts';

const named = (advisory: string, component?: string, image?: string) => ({ advisory, component, image });

describe('the rank of a finding in the draw', () => {
  it('is the same everywhere', () => {
    expect(seededRank(0xc0de_c0de, named('CVE-2024-1', 'pkg:npm/a@1', 'shop:1'))).toBe(1_397_616_517_451_230);
  });

  it('is 53 bits', () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), fc.string(), (seed, advisory) => {
        const rank = seededRank(seed, named(advisory));
        expect(Number.isSafeInteger(rank) && rank >= 0).toBe(true);
      }),
    );
  });

  it('tells apart where one part of a name ends, and what is absent from what is empty', () => {
    const ranks = [
      named('ab', 'c'),
      named('a', 'bc'),
      named('abc'),
      named('abc', ''),
      named('abc', '', ''),
      named('abc', undefined, ''),
    ].map((name) => seededRank(1, name));
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  // 20,000 ranks in 16 bins: 1,250 each; six standard deviations are about 205.
  it.each([0, 1, 0xc0de_c0de])('spreads names evenly under the seed %d', (seed) => {
    const bins = new Array<number>(16).fill(0);
    for (let at = 0; at < 20_000; at += 1) {
      const bin = Math.floor(seededRank(seed, named(`CVE-2024-${at}`, 'pkg:npm/a@1', 'shop:1')) / 2 ** 49);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    expect(Math.min(...bins)).toBeGreaterThan(1_045);
    expect(Math.max(...bins)).toBeLessThan(1_455);
  });

  it('collides for no two of many names', () => {
    const ranks = Array.from({ length: 20_000 }, (_, at) =>
      seededRank(7, named(`CVE-${at}`, `pkg:npm/c${at % 97}@1`)),
    );
    expect(new Set(ranks).size).toBe(ranks.length);
  });
});
