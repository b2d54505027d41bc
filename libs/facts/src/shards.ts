import { FindingTuple } from '@policy-registry/finding';
import { canonicalJson, sha256Hex } from '@policy-registry/kernel';

/** Tuples of one shard, at most: the unit in which snapshots are stored and simulated. */
export const SHARD_TUPLES = 512;

/** A content-addressed part of a snapshot: `digest` is the SHA-256 of `bytes`. */
export type Shard = { readonly digest: string; readonly tuples: number; readonly bytes: Uint8Array };

/** Cuts the tuples of a snapshot, in their order, into shards of {@link SHARD_TUPLES}; the last may be shorter. */
export const toShards = (tuples: readonly FindingTuple[]): Shard[] => {
  const shards: Shard[] = [];
  for (let start = 0; start < tuples.length; start += SHARD_TUPLES) {
    const part = tuples.slice(start, start + SHARD_TUPLES);
    const bytes = shardBytes(part);
    shards.push({ digest: sha256Hex(bytes), tuples: part.length, bytes });
  }
  return shards;
};

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

/** Reads a shard back. Throws {@link ShardUnreadable} at the first line that is no tuple. */
export const readShard = (bytes: Uint8Array): FindingTuple[] => {
  const lines = toText(bytes).split('\n');
  const rest = lines.pop();
  if (rest !== '') throw new ShardUnreadable(lines.length + 1, 'is not ended by a newline');
  if (lines.length > SHARD_TUPLES)
    throw new ShardUnreadable(SHARD_TUPLES + 1, `is beyond ${SHARD_TUPLES} tuples`);
  return lines.map((line, index) => toTuple(line, index + 1));
};

const toText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ShardUnreadable(1, 'or a later one is not UTF-8', { cause });
  }
};

const toTuple = (line: string, number: number): FindingTuple => {
  try {
    return FindingTuple.parse(JSON.parse(line));
  } catch (cause) {
    throw new ShardUnreadable(number, 'is no finding tuple', { cause });
  }
};
