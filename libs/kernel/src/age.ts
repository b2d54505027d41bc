import type { EpochMs } from './time.ts';

/** How far the clock of whoever names an instant may be ahead of the broker's: 5 minutes. */
export const CLOCK_SKEW_MAX_MS = 300_000;

/**
 * Milliseconds from `then` to `now`. What clocks that differ by at most {@link CLOCK_SKEW_MAX_MS} explain has the age 0;
 * what lies further ahead has none: `undefined`.
 */
export const ageMsAt = (now: EpochMs, then: EpochMs): number | undefined =>
  now - then < -CLOCK_SKEW_MAX_MS ? undefined : Math.max(0, now - then);
