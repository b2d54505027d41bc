import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import { SimulationResult } from './simulation-result.ts';
import { readStored } from './stored.ts';

/** A quick simulation reads at most this many shards of the snapshot, whatever its size. */
export const QUICK_SHARDS_MAX = 16;
/** Shards are read until they hold this many times the tuples that are wanted. */
const POOL_FACTOR = 4;

/** Tuples of one shard of the snapshot: their positions in it, ascending. */
export type ShardPick = { readonly snapshotShard: number; readonly positions: readonly number[] };

export type SampleOf = {
  readonly seed: number;
  /** At most this many tuples. */
  readonly sampleTuples: number;
  readonly tuplesPerShard: readonly number[];
};

/**
 * A sample of a snapshot in two steps: the shards that a seeded hash puts first, and of their tuples those that it puts
 * first. A function of seed and sizes alone, so the same question is asked of the same tuples. Every tuple may come up;
 * those of one shard come up together or not, so the sample shows what happens, and estimates shares only roughly. A
 * snapshot that fits is taken whole.
 */
export const pickSample = ({ seed, sampleTuples, tuplesPerShard }: SampleOf): readonly ShardPick[] => {
  const shards = poolOf({ seed, sampleTuples, tuplesPerShard });
  const tuples = shards.flatMap((shard) =>
    Array.from({ length: tuplesPerShard[shard] ?? 0 }, (_, position) => ({ shard, position })),
  );
  const chosen = firstOf(tuples.length, sampleTuples, (at) => [
    seed,
    tuples[at]?.shard,
    tuples[at]?.position,
  ]);
  const byShard = Map.groupBy(
    chosen.flatMap((at) => tuples[at] ?? []),
    ({ shard }) => shard,
  );
  return [...byShard].map(([snapshotShard, picked]) => ({
    snapshotShard,
    positions: picked.map(({ position }) => position),
  }));
};

/** The shards that a sample is drawn from, ascending. */
const poolOf = ({ seed, sampleTuples, tuplesPerShard }: SampleOf): readonly number[] => {
  const ordered = tuplesPerShard
    .map((tuples, shard) => ({ shard, tuples, rank: sha256Hex(JSON.stringify([seed, 'shard', shard])) }))
    .filter(({ tuples }) => tuples > 0)
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  const pool: number[] = [];
  let held = 0;
  for (const { shard, tuples } of ordered) {
    if (pool.length === QUICK_SHARDS_MAX || held >= POOL_FACTOR * sampleTuples) break;
    pool.push(shard);
    held += tuples;
  }
  return pool.toSorted((a, b) => a - b);
};

/** The `count` numbers below `length` whose hash is lowest, ascending. */
const firstOf = (
  length: number,
  count: number,
  named: (at: number) => readonly unknown[],
): readonly number[] => {
  const all = Array.from({ length }, (_, at) => at);
  if (length <= count) return all;
  const ranks = all.map((at) => sha256Hex(JSON.stringify(named(at))));
  const rankOf = (at: number): string => ranks[at] ?? '';
  return all
    .toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))
    .slice(0, count)
    .toSorted((a, b) => a - b);
};

const Count = z.int().nonnegative();

/**
 * What a quick simulation found: the result over a sample, and how much of the snapshot that was. Indexes in `result`
 * count within the sample. It is no evidence and is never signed.
 */
export const QuickResult = z.strictObject({
  schema: z.literal('policy-registry.quick-result@1'),
  sample: z.strictObject({ tuples: Count, of: Count, shards: Count, ofShards: Count }),
  result: SimulationResult,
});
export type QuickResult = z.infer<typeof QuickResult>;

export const quickResultBytes = (result: QuickResult): Uint8Array => canonicalBytes(result);

const QUICK_RESULT_BYTES_MAX = 16 * 1024 * 1024;

/** Reads a stored quick result; throws `StoredMalformed` for anything but its canonical bytes. */
export const readQuickResult = (bytes: Uint8Array): QuickResult =>
  readStored(QuickResult, bytes, QUICK_RESULT_BYTES_MAX);
