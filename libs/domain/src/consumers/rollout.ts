import type { EpochMs } from '@policy-registry/kernel';

/** What was promoted has stalled where a consumer that is there does not run it after this time. */
export const ROLLOUT_STALLED_MS = 15 * 60_000;

export const ROLLOUT_STATES = ['released', 'converging', 'converged', 'stalled'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

/** A promotion that is bound, and who runs it. */
export type Rollout = {
  readonly boundAt: EpochMs;
  /** Consumers of the environment that are not stale, and those of them with a bundle that has it. */
  readonly consumers: number;
  readonly reached: number;
};

/** How far a promotion has come among the consumers that are there now: one that comes later, with less, counts as well. */
export const rolloutStateOf = ({ boundAt, consumers, reached }: Rollout, now: EpochMs): RolloutState => {
  if (consumers === 0) return 'released';
  if (reached === consumers) return 'converged';
  if (now - boundAt > ROLLOUT_STALLED_MS) return 'stalled';
  return reached === 0 ? 'released' : 'converging';
};
