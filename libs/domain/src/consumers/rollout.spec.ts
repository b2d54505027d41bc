import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ROLLOUT_STALLED_MS, rolloutStateOf } from './rollout.ts';

const BOUND = Date.UTC(2026, 2, 2);
const stateOf = (reached: number, consumers: number, ms: number) =>
  rolloutStateOf({ boundAt: BOUND, consumers, reached }, BOUND + ms);

describe('how far a promotion has come', () => {
  it.each([
    [0, 0, ROLLOUT_STALLED_MS + 1, 'released'],
    [0, 2, 1, 'released'],
    [1, 2, ROLLOUT_STALLED_MS, 'converging'],
    [2, 2, 1, 'converged'],
    [2, 2, ROLLOUT_STALLED_MS + 1, 'converged'],
    [1, 2, ROLLOUT_STALLED_MS + 1, 'stalled'],
    [0, 2, ROLLOUT_STALLED_MS + 1, 'stalled'],
  ] as const)('with %i of %i consumers after %i ms is %s', (reached, consumers, ms, state) => {
    expect(stateOf(reached, consumers, ms)).toBe(state);
  });

  it('depends on the time alone where it waits, and once stalled goes on only by consumers', () => {
    const counts = fc
      .tuple(fc.nat(50), fc.nat(50))
      .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
    fc.assert(
      fc.property(counts, fc.nat(), fc.nat(), ([reached, consumers], ms, later) => {
        const now = stateOf(reached, consumers, ms);
        const then = stateOf(reached, consumers, ms + later);
        expect(then === now || then === 'stalled').toBe(true);
        expect(now === 'converged').toBe(consumers > 0 && reached === consumers);
      }),
    );
  });
});
