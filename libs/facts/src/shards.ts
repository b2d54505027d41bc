import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';

import { isFindingTuple } from './is-finding-tuple.ts';

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
 * line that is none.
 */
export const readShard = (bytes: Uint8Array): FindingTuple[] => {
  const text = toText(bytes);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new ShardUnreadable(text.split('\n').length, 'is not ended by a newline');
  return parsedAtOnce(text) ?? parsedByLine(text.slice(0, -1).split('\n'));
};

// One parse of a list takes less time than one parse per line.
const parsedAtOnce = (text: string): FindingTuple[] | undefined => {
  const list = attempt(() => JSON.parse(`[${text.slice(0, -1).replaceAll('\n', ',\n')}]`) as unknown);
  if (!Array.isArray(list) || list.length > STORED_SHARD_TUPLES_MAX) return undefined;
  if (list.length !== countOf(text)) return undefined;
  return list.every(isFindingTuple) ? list : undefined;
};

const countOf = (text: string): number => {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
};

// The long way, which tells the line.
const parsedByLine = (lines: readonly string[]): FindingTuple[] => {
  if (lines.length > STORED_SHARD_TUPLES_MAX)
    throw new ShardUnreadable(STORED_SHARD_TUPLES_MAX + 1, `is beyond ${STORED_SHARD_TUPLES_MAX} tuples`);
  return lines.map((line, index) => {
    const tuple = attempt(() => JSON.parse(line) as unknown);
    if (!isFindingTuple(tuple)) throw new ShardUnreadable(index + 1, 'is no finding tuple');
    return tuple;
  });
};

const attempt = (parse: () => unknown): unknown => {
  try {
    return parse();
  } catch {
    return undefined;
  }
};

const toText = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ShardUnreadable(1, 'or a later one is not UTF-8', { cause });
  }
};
