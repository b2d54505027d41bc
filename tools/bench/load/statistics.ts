/** What a load did within one stretch of time. */
export type Sample = {
  /** Operations that succeeded. */
  readonly count: number;
  /** Operations that were answered otherwise, or not at all. */
  readonly failed: number;
  readonly elapsedMs: number;
  /** One per operation that succeeded, in no order. */
  readonly latenciesMs: readonly number[];
};

/** What several samples of the same load say: medians over them, so that one disturbed round does not count. */
export type Summary = {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly count: number;
  readonly failed: number;
};

/** The middle value; of an even number of values the mean of the two in the middle. `NaN` without values. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted(ascending);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
};

/** The smallest value that at least `share` of the values do not exceed (nearest rank). `NaN` without values. */
export const percentile = (values: readonly number[], share: number): number => {
  const rank = Math.max(1, Math.ceil(share * values.length));
  return values.toSorted(ascending)[rank - 1] ?? NaN;
};

/** Sums up rounds of one load. */
export const summaryOf = (samples: readonly Sample[]): Summary => ({
  perSecond: median(samples.map(rateOf)),
  p50Ms: median(samples.map(({ latenciesMs }) => percentile(latenciesMs, 0.5))),
  p99Ms: median(samples.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))),
  count: samples.reduce((sum, { count }) => sum + count, 0),
  failed: samples.reduce((sum, { failed }) => sum + failed, 0),
});

const rateOf = ({ count, elapsedMs }: Sample): number => (elapsedMs === 0 ? 0 : (count * 1_000) / elapsedMs);

const ascending = (a: number, b: number): number => a - b;
