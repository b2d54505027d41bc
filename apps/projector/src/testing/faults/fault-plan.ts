import type { Random } from './random.ts';

/** What may happen to one request of a process. */
export const FAULTS = [
  'request-lost',
  'answer-lost',
  'request-late',
  'request-twice',
  'crash-before',
  'crash-after',
] as const;
export type Fault = (typeof FAULTS)[number];

/** How hostile one world is. A seed draws few kinds of faults or many: each finds what the others hide. */
export type FaultPlan = {
  readonly faults: readonly Fault[];
  /** Of a request to meet one of them. */
  readonly faultChance: number;
  /** Of an answer to come later than its effect. */
  readonly answerDelayChance: number;
  /** Of a step before which the clock leaps, and how far: whoever is at work then looks dead to the broker. */
  readonly leapChance: number;
  readonly leapMs: number;
  /** The step before which the clock leaps so far that what waits is too old to be decided. */
  readonly longLeapStep: number | undefined;
  /** Messages by which a follower is behind, at most. */
  readonly lagMax: number;
  /** Of a step at which somebody who is no decider writes to a subject of events. */
  readonly foreignChance: number;
  /** False: the broker looks at no expected sequence, and confirms repeats like news. */
  readonly isOptimistic: boolean;
  readonly projectors: number;
  readonly clients: number;
};

/** More than a command may wait for its decision, less than its outcome is kept. */
export const LONG_LEAP_MS = 13 * 3_600_000;

const RATES = [0, 0.01, 0.03, 0.1] as const;

export const faultPlanOf = (random: Random): FaultPlan => ({
  faults: FAULTS.filter(() => random.chance(0.5)),
  faultChance: random.pick(RATES),
  answerDelayChance: random.pick([0, 0.2, 0.5]),
  leapChance: random.pick([0, 0.005, 0.02]),
  leapMs: random.pick([2_000, 12_000, 12_000, 60_000]),
  longLeapStep: random.below(16) === 0 ? random.below(200) : undefined,
  lagMax: random.pick([0, 0, 2]),
  foreignChance: random.pick([0, 0, 0.01]),
  isOptimistic: random.below(16) !== 0,
  projectors: 1 + random.below(2),
  clients: 1 + random.below(2),
});

/** A world in which everything works. */
export const CALM: FaultPlan = {
  faults: [],
  faultChance: 0,
  answerDelayChance: 0,
  leapChance: 0,
  leapMs: 0,
  longLeapStep: undefined,
  lagMax: 0,
  foreignChance: 0,
  isOptimistic: true,
  projectors: 1,
  clients: 1,
};
