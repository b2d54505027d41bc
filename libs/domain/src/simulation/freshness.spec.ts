import { describe, expect, it } from '@jest/globals';
import { CLOCK_SKEW_MAX_MS, Rejection, toTimestamp } from '@policy-registry/kernel';

import { HOUR_MS, NOW, simulationAfter, simulationRequested } from '../testing/samples.ts';
import { requireFresh } from './freshness.ts';

const { data } = simulationRequested;

/** What is said of a simulation that was asked for, and whose instant was, so many milliseconds before now. */
const judged = (requestedBeforeMs: number, evaluatedBeforeMs: number) => {
  const simulation = simulationAfter({
    ...simulationRequested,
    data: {
      ...data,
      requestedAt: toTimestamp(NOW - requestedBeforeMs),
      inputs: { ...data.inputs, evaluatedAt: toTimestamp(NOW - evaluatedBeforeMs) },
    },
  });
  const codeOf = (): string | undefined => {
    try {
      if (simulation.status !== 'absent') requireFresh(simulation, { now: NOW }, HOUR_MS);
      return undefined;
    } catch (error) {
      if (error instanceof Rejection) return error.code;
      throw error;
    }
  };
  return {
    isFresh: () => expect(codeOf()).toBeUndefined(),
    thenRejected: (code: string) => expect(codeOf()).toBe(code),
  };
};

describe('a simulation', () => {
  it('is fresh from this moment on, for as long as it may be', () => {
    judged(0, 0).isFresh();
    judged(HOUR_MS, HOUR_MS).isFresh();
  });

  it('is stale once it was asked for too long ago, or evaluates an instant of too long ago', () => {
    judged(HOUR_MS + 1, 0).thenRejected('SIMULATION_STALE');
    judged(0, HOUR_MS + 1).thenRejected('SIMULATION_STALE');
  });

  it('looks ahead when its instant is further ahead than clocks differ, until it has come', () => {
    judged(0, -CLOCK_SKEW_MAX_MS).isFresh();
    judged(0, -CLOCK_SKEW_MAX_MS - 1).thenRejected('SIMULATION_AHEAD');
    judged(HOUR_MS, 0).isFresh();
  });
});
