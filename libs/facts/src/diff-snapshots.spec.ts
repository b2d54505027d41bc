import { describe, expect, it } from '@jest/globals';
import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';
import fc from 'fast-check';

import { shardCutter } from './cut-shards.ts';
import { diffSnapshots, tuplesToCompare } from './diff-snapshots.ts';
import { readShard, ShardUnreadable } from './shards.ts';
import { inOrder } from './sort-records.ts';
import { NO_ITEM, toRecord } from './tuple-record.ts';

const tupleOf = (name: string, version: string): FindingTuple => ({
  component: { name, fixedVersion: version },
  advisory: { id: 'CVE-1', aliases: [], ratings: [] },
  image: { name: `image-${name.charCodeAt(0) % 3}` },
  vex: [],
  signals: {},
});

/** A snapshot that is cut much finer than real ones: after every third tuple. */
const store = new Map<string, Uint8Array>();
const snapshotOf = (tuples: readonly FindingTuple[]) => {
  const records = inOrder(tuples.map((tuple) => toRecord(tuple, NO_ITEM)));
  return Array.from({ length: Math.ceil(records.length / 3) }, (_, part) => {
    const cutter = shardCutter(() => undefined);
    records.slice(3 * part, 3 * part + 3).forEach(cutter.push);
    const shard = cutter.end();
    if (shard === undefined) throw new Error('nothing was cut');
    store.set(shard.digest, shard.bytes);
    return shard;
  });
};

const read: string[] = [];
const bytesOf = async (digest: string): Promise<Uint8Array> => {
  read.push(digest);
  return store.get(digest) ?? new Uint8Array();
};

const names = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzäöü𝒳'), {
  maxLength: 24,
});

describe('the difference of two snapshots', () => {
  it('counts and lists by key what was added, removed and changed', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, fc.array(fc.boolean(), { maxLength: 24 }), async (old, fresh, flips) => {
        const before = old.map((name) => tupleOf(name, '1'));
        const after = fresh.map((name, at) => tupleOf(name, flips[at] === true ? '2' : '1'));
        const shards = { before: snapshotOf(before), after: snapshotOf(after) };
        const diff = await diffSnapshots({ ...shards, bytesOf, changesMax: 100 });

        const oldText = new Map(before.map((tuple) => [tuple.component.name, canonicalJson(tuple)]));
        const newText = new Map(after.map((tuple) => [tuple.component.name, canonicalJson(tuple)]));
        const both = fresh.filter((name) => oldText.has(name));
        const expected = [
          ...fresh.filter((name) => !oldText.has(name)).map((name) => `added ${name}`),
          ...old.filter((name) => !newText.has(name)).map((name) => `removed ${name}`),
          ...both.filter((name) => oldText.get(name) !== newText.get(name)).map((name) => `changed ${name}`),
        ];
        expect(diff.changes.map(({ change, key }) => `${change} ${key.name}`).sort()).toStrictEqual(
          expected.sort(),
        );
        expect(diff.added + diff.removed + diff.changed).toBe(expected.length);
        expect(diff.unchanged).toBe(both.filter((name) => oldText.get(name) === newText.get(name)).length);
      }),
      { numRuns: 200 },
    );
  });

  it('reads no shard that both have', async () => {
    const tuples = [...'abcdefghijkl'].map((name) => tupleOf(name, '1'));
    const before = snapshotOf(tuples);
    const after = snapshotOf(
      tuples.map((tuple) => (tuple.component.name === 'e' ? tupleOf('e', '2') : tuple)),
    );
    read.length = 0;
    const diff = await diffSnapshots({ before, after, bytesOf, changesMax: 10 });
    expect(diff).toMatchObject({ added: 0, removed: 0, changed: 1, unchanged: 11, sharedShards: 3 });
    expect(read).toHaveLength(2);
    expect(tuplesToCompare({ before, after })).toBe(6);
    expect(new Set(read.flatMap((digest) => readShard(store.get(digest) ?? new Uint8Array()))).size).toBe(6);
  });

  it('lists no more than it was asked for, and counts all', async () => {
    const after = snapshotOf([...'abcdefghijkl'].map((name) => tupleOf(name, '1')));
    const diff = await diffSnapshots({ before: [], after, bytesOf, changesMax: 5 });
    expect([diff.added, diff.changes.length]).toStrictEqual([12, 5]);
  });

  it('is none when a shard is no shard', async () => {
    store.set('broken', new TextEncoder().encode('{}\n'));
    const shards = { before: [], after: [{ digest: 'broken', tuples: 1 }] };
    await expect(diffSnapshots({ ...shards, bytesOf, changesMax: 5 })).rejects.toThrow(ShardUnreadable);
  });
});
