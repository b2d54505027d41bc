import type { ShardTiming } from './events.ts';

type Timed = [tuples: number, baseNs: number, candidateNs: number];

/** How long each shard took, by shard; a gap was not timed. */
export type Timings = readonly (Readonly<Timed> | undefined)[];

type Evaluated = {
  readonly index: number;
  readonly tuples: number;
  readonly timing?: ShardTiming | undefined;
};

/** With one evaluation more. Each policy's time is that of its fastest evaluation: what else the machine did only adds. */
export const withTiming = (timings: Timings, { index, tuples, timing }: Evaluated): Timings => {
  if (timing === undefined) return timings;
  const [, baseNs = Infinity, candidateNs = Infinity] = timings[index] ?? [];
  const next = [...timings];
  next[index] = [tuples, Math.min(baseNs, timing.baseNs), Math.min(candidateNs, timing.candidateNs)];
  return next;
};

/** The times of all shards in order; `undefined` when one was not timed. */
export const timesOfAll = (timings: Timings, shards: number): Timed[] | undefined => {
  const times = timings.filter((timed) => timed !== undefined).map(([...timed]): Timed => timed);
  return times.length === shards ? times : undefined;
};
