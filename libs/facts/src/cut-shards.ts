import { sha256Hex } from '@policy-registry/kernel';

import { STORED_SHARD_TUPLES_MAX, type Shard } from './shards.ts';
import { statisticsCounter, type SnapshotStatistics } from './statistics.ts';
import type { TupleRecord } from './tuple-record.ts';

/** Tuples of one shard, at least, except for the last one of a snapshot and for shards of many bytes. */
export const SHARD_TUPLES_MIN = 1_024;
/** A shard ends with the tuple that makes it longer than this (8 MiB). */
export const SHARD_BYTES_END = 8_388_608;
// One key in 2,048 ends a shard.
const CUT_BITS = 11;

/** Cuts tuples that come in order into shards. */
export type ShardCutter = {
  /** The shard that the record completes; the record itself may begin the next one. */
  readonly push: (record: TupleRecord) => Shard | undefined;
  /** The last shard, if anything is left for one. */
  readonly end: () => Shard | undefined;
  /** Tuples so far, duplicates not among them. */
  readonly tuples: () => number;
  readonly statistics: () => SnapshotStatistics;
};

/**
 * A record whose key equals the one before it is left out and told to `duplicate`, with its source. Where a shard
 * ends depends on the keys of its own tuples alone: it ends after a tuple whose key's hash says so, once it holds
 * {@link SHARD_TUPLES_MIN}, and at the latest with `STORED_SHARD_TUPLES_MAX`. So tuples that come, go or change alter the
 * shard they are in, and mostly no other.
 */
export const shardCutter = (duplicate: (source: number) => void): ShardCutter => {
  const counter = statisticsCounter();
  const encoder = new TextEncoder();
  let lines: string[] = [];
  let length = 0;
  let total = 0;
  let lastKey: string | undefined;

  const cut = (): Shard | undefined => {
    if (lines.length === 0) return undefined;
    const bytes = encoder.encode(`${lines.join('\n')}\n`);
    const shard = { digest: sha256Hex(bytes), tuples: lines.length, bytes };
    lines = [];
    length = 0;
    return shard;
  };

  return {
    push: ({ key, facets, line, source }) => {
      if (key === lastKey) {
        duplicate(source);
        return undefined;
      }
      lastKey = key;
      total += 1;
      counter.add(key, facets);
      lines.push(line);
      length += line.length;
      const isFull = lines.length >= STORED_SHARD_TUPLES_MAX || length > SHARD_BYTES_END;
      return isFull || (lines.length >= SHARD_TUPLES_MIN && endsShard(key)) ? cut() : undefined;
    },
    end: cut,
    tuples: () => total,
    statistics: counter.statistics,
  };
};

// FNV-1a with a final mix: cheap, and whoever plays with it moves boundaries between the two limits only.
const endsShard = (key: string): boolean => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 2_246_822_507);
  return (hash ^ (hash >>> 13)) >>> (32 - CUT_BITS) === 0;
};
