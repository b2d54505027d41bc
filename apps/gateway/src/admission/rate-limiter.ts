const SWEEP_MS = 10_000;
const MS_PER_SECOND = 1_000;

/** So much in so many seconds. All of it may come at once; what was used comes back evenly. */
export type RatePolicy = {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
  /** What is counted; requests unless it says otherwise. */
  readonly unit?: 'content-bytes';
};

/** Where a key stands. Seconds are whole and rounded up, as the header fields want them. */
export type RateState = {
  readonly remaining: number;
  /** Until all of the quota is there again. */
  readonly resetSeconds: number;
  /** Until one more passes; 0 when it passes now. */
  readonly retryAfterSeconds: number;
};

export type RateLimiter = {
  readonly policy: RatePolicy;
  readonly look: (key: string) => RateState;
  /** Counts, also beyond the quota: what was used too much has to come back first. A negative amount is given back. */
  readonly count: (key: string, amount?: number) => void;
};

export type RateLimiterOptions = {
  /** A clock that never goes back. */
  readonly nowMs: () => number;
  /** Keys that are remembered at once; all further ones share one quota. */
  readonly keysMax: number;
};

/**
 * The generic cell rate algorithm (ITU-T I.371, Annex A): of each key it remembers one number, the time at which its
 * quota is whole again. A key whose quota is whole is forgotten.
 */
export const rateLimiter = (policy: RatePolicy, { nowMs, keysMax }: RateLimiterOptions): RateLimiter => {
  const windowMs = policy.windowSeconds * MS_PER_SECOND;
  const intervalMs = windowMs / policy.quota;
  const wholeAt = new Map<string, number>();
  let sweepAt = nowMs() + SWEEP_MS;

  const sweep = (now: number): void => {
    for (const [key, at] of wholeAt) if (at <= now) wholeAt.delete(key);
    sweepAt = now + SWEEP_MS;
  };
  const placeOf = (key: string): string =>
    wholeAt.has(key) || wholeAt.size < keysMax ? key : EVERYBODY_ELSE;
  const usedMsOf = (key: string, now: number): number =>
    Math.max((wholeAt.get(placeOf(key)) ?? now) - now, 0);

  return {
    policy,
    look: (key) => {
      const usedMs = usedMsOf(key, nowMs());
      return {
        remaining: Math.max(Math.floor((windowMs - usedMs) / intervalMs + ROUNDING), 0),
        resetSeconds: secondsOf(usedMs),
        retryAfterSeconds: secondsOf(usedMs + intervalMs - windowMs),
      };
    },
    count: (key, amount = 1) => {
      const now = nowMs();
      if (now >= sweepAt) sweep(now);
      wholeAt.set(placeOf(key), now + Math.max(usedMsOf(key, now) + amount * intervalMs, 0));
    },
  };
};

// No key is empty.
const EVERYBODY_ELSE = '';
// Sums of intervals are a hair off.
const ROUNDING = 1e-6;

const secondsOf = (ms: number): number => Math.max(Math.ceil(ms / MS_PER_SECOND - ROUNDING), 0);
