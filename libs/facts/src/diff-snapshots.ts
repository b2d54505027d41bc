import { FindingTuple } from '@policy-registry/finding';

import type { ManifestShard } from './manifest.ts';
import { ShardUnreadable } from './shards.ts';
import { sortKey, type TupleKey, tupleKey } from './tuple-key.ts';

/** One tuple that the later snapshot has and the earlier one has not, or the other way round, or both, differently. */
export type TupleChange = { readonly change: 'added' | 'removed' | 'changed'; readonly key: TupleKey };

/** What is another in one snapshot than in the other, by the keys of the tuples. */
export type SnapshotDiff = {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Shards that both have: all their tuples are unchanged, and nobody read them. */
  readonly sharedShards: number;
  /** The first of the changes, in the order of the keys. */
  readonly changes: readonly TupleChange[];
};

export type Compared = {
  /** Shards of the snapshot that is compared with, in its order. */
  readonly before: readonly Pick<ManifestShard, 'digest' | 'tuples'>[];
  readonly after: readonly Pick<ManifestShard, 'digest' | 'tuples'>[];
  /** Gives the bytes of a shard. */
  readonly bytesOf: (digest: string) => Promise<Uint8Array>;
  /** Changes that are listed, at most; all are counted. */
  readonly changesMax: number;
};

/** Tuples in shards that only one of the snapshots has: what a comparison reads. */
export const tuplesToCompare = ({ before, after }: Pick<Compared, 'before' | 'after'>): number => {
  const shared = sharedOf(before, after);
  return [...before, ...after]
    .filter(({ digest }) => !shared.has(digest))
    .reduce((sum, { tuples }) => sum + tuples, 0);
};

/**
 * Compares two snapshots of manifests `policy-registry.snapshot@2`, whose tuples are in the order of their keys, one
 * shard of each side in memory at a time. Throws {@link ShardUnreadable} for a shard that is none.
 */
export const diffSnapshots = async ({
  before,
  after,
  bytesOf,
  changesMax,
}: Compared): Promise<SnapshotDiff> => {
  const shared = sharedOf(before, after);
  const own = (shards: Compared['before']) => shards.filter(({ digest }) => !shared.has(digest));
  const [older, newer] = [linesOf(own(before), bytesOf), linesOf(own(after), bytesOf)];
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  for (const { digest, tuples } of before) if (shared.has(digest)) counts.unchanged += tuples;
  const changes: TupleChange[] = [];
  const note = (change: TupleChange['change'], { tuple }: Line): void => {
    counts[change] += 1;
    if (changes.length < changesMax) changes.push({ change, key: tupleKey(tuple) });
  };

  let [old, fresh] = [await older(), await newer()];
  while (old !== undefined || fresh !== undefined) {
    if (fresh === undefined || (old !== undefined && old.key < fresh.key)) {
      if (old !== undefined) note('removed', old);
      old = await older();
    } else if (old === undefined || fresh.key < old.key) {
      note('added', fresh);
      fresh = await newer();
    } else {
      if (old.text === fresh.text) counts.unchanged += 1;
      else note('changed', fresh);
      [old, fresh] = [await older(), await newer()];
    }
  }
  return { ...counts, sharedShards: shared.size, changes };
};

const sharedOf = (before: Compared['before'], after: Compared['after']): ReadonlySet<string> => {
  const digests = new Set(before.map(({ digest }) => digest));
  return new Set(after.map(({ digest }) => digest).filter((digest) => digests.has(digest)));
};

type Line = { readonly key: string; readonly text: string; readonly tuple: FindingTuple };

/** Gives the lines of shards one after the other; `undefined` at the end. */
const linesOf = (
  shards: Compared['before'],
  bytesOf: Compared['bytesOf'],
): (() => Promise<Line | undefined>) => {
  const left = [...shards];
  let lines: readonly string[] = [];
  let next = 0;
  return async () => {
    while (next === lines.length) {
      const shard = left.shift();
      if (shard === undefined) return undefined;
      lines = new TextDecoder()
        .decode(await bytesOf(shard.digest))
        .split('\n')
        .slice(0, -1);
      next = 0;
    }
    const text = lines[next] ?? '';
    next += 1;
    return toLine(text, next);
  };
};

const toLine = (text: string, number: number): Line => {
  try {
    const tuple = FindingTuple.parse(JSON.parse(text));
    return { key: sortKey(tupleKey(tuple)), text, tuple };
  } catch (cause) {
    throw new ShardUnreadable(number, 'is no finding tuple', { cause });
  }
};
