import { describe, expect, it } from '@jest/globals';

import { paceTold } from './pace.ts';

describe('the pace of a rebuild', () => {
  const toldAt = (...steps: readonly (readonly [ms: number, events: number])[]): readonly string[] => {
    const lines: string[] = [];
    let nowMs = 5_000;
    const tell = paceTold(
      (line) => void lines.push(line),
      () => nowMs,
    );
    for (const [ms, events] of steps) {
      nowMs += ms;
      tell(events, 100_000);
    }
    return lines;
  };

  it('is told with the rate and the time that is left', () => {
    expect(toldAt([2_000, 60_000])).toStrictEqual(['folded 60000 of 100000 events, 30000/s, 2 s left']);
  });

  it('is told once a second at most', () => {
    expect(toldAt([900, 1_000], [100, 2_000], [999, 3_000], [1, 4_000])).toStrictEqual([
      'folded 2000 of 100000 events, 2000/s, 49 s left',
      'folded 4000 of 100000 events, 2000/s, 48 s left',
    ]);
  });

  it('is told at the end, however soon that is', () => {
    expect(toldAt([500, 99_999], [500, 100_000], [10, 100_000])).toStrictEqual([
      'folded 100000 of 100000 events, 100000/s, 0 s left',
      'folded 100000 of 100000 events, 99010/s, 0 s left',
    ]);
  });

  it('promises no end before the first event', () => {
    expect(toldAt([1_000, 0])).toStrictEqual(['folded 0 of 100000 events, 0/s, no event yet']);
  });
});
