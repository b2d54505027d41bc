import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';

import { type TupleReader, tupleReader } from './tuple-reader.ts';

/** Tuples of one shard, at most: a shard is the unit in which snapshots are stored, shared and read. */
export const STORED_SHARD_TUPLES_MAX = 4_096;

/** A content-addressed part of a snapshot: `digest` is the SHA-256 of `bytes`. */
export type Shard = { readonly digest: string; readonly tuples: number; readonly bytes: Uint8Array };

/** One RFC 8785 line per tuple, each ended by a newline. */
export const shardBytes = (tuples: readonly FindingTuple[]): Uint8Array =>
  new TextEncoder().encode(tuples.map((tuple) => `${canonicalJson(tuple)}\n`).join(''));

/** A shard that does not hold what shards hold. `line` counts from 1. */
export class ShardUnreadable extends Error {
  override readonly name = 'ShardUnreadable';
  readonly line: number;

  constructor(line: number, problem: string, options?: ErrorOptions) {
    super(`line ${line} of the shard ${problem}`, options);
    this.line = line;
  }
}

/**
 * Reads a shard back: made to be fast, for a simulation does little else. That the bytes are those of their digest
 * is the blob store's to check; here every tuple is checked to be one. Throws {@link ShardUnreadable} at the first
 * line that is none. Whoever reads many shards gives them all the same `read`, which remembers what they share.
 */
export const readShard = (bytes: Uint8Array, read: TupleReader = tupleReader()): FindingTuple[] => {
  const text = toText(bytes);
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new ShardUnreadable(lines.length + 1, 'is not ended by a newline');
  if (lines.length > STORED_SHARD_TUPLES_MAX)
    throw new ShardUnreadable(STORED_SHARD_TUPLES_MAX + 1, `is beyond ${STORED_SHARD_TUPLES_MAX} tuples`);
  return lines.map((line, index) => {
    const tuple = read(line);
    if (tuple === undefined) throw new ShardUnreadable(index + 1, 'is no finding tuple');
    return tuple;
  });
};

const toText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ShardUnreadable(1, 'or a later one is not UTF-8', { cause });
  }
};
