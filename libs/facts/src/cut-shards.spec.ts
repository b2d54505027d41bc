import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import { SHARD_BYTES_END, SHARD_TUPLES_MIN, shardCutter } from './cut-shards.ts';
import { STORED_SHARD_TUPLES_MAX, type Shard } from './shards.ts';
import { inOrder } from './sort-records.ts';
import { sortKey } from './tuple-key.ts';
import type { TupleRecord } from './tuple-record.ts';

const IMAGES = 24;
const PACKAGES = 1_500;

const recordOf = (image: number, name: string, line = name): TupleRecord => ({
  key: sortKey({
    image: `registry.example/image-${String(image).padStart(2, '0')}`,
    imageDigest: '',
    purl: `pkg:npm/${name}@1.${image}`,
    name: '',
    version: '',
    advisory: 'CVE-2024-1',
  }),
  facets: 'High 0 npm',
  line,
  source: image,
});

const imageOf = (image: number, suffix = ''): TupleRecord[] =>
  Array.from({ length: PACKAGES }, (_, index) => recordOf(image, `lib${index}${suffix}`));

const cut = (records: readonly TupleRecord[], duplicate: (source: number) => void = () => undefined) => {
  const cutter = shardCutter(duplicate);
  const shards = [...inOrder(records).map(cutter.push), cutter.end()].filter((shard) => shard !== undefined);
  return { shards, statistics: cutter.statistics(), tuples: cutter.tuples() };
};

const estate = Array.from({ length: IMAGES }, (_, image) => imageOf(image));
const before = cut(estate.flat()).shards;

/** Which tuples each shard of the estate holds, and whether the other snapshot has that shard as well. */
const reuseIn = (other: readonly Shard[]) => {
  const kept = new Set(other.map(({ digest }) => digest));
  let from = 0;
  return before.map(({ digest, tuples }) => {
    from += tuples;
    return { from: from - tuples, to: from - 1, isReused: kept.has(digest) };
  });
};

describe('shards', () => {
  it('hold every tuple once, in order, under the digest of their bytes', () => {
    const lines = before.flatMap(({ bytes }) => new TextDecoder().decode(bytes).trimEnd().split('\n'));
    const wanted = inOrder(estate.flat()).map(({ line }) => line);
    expect(lines.join('\n') === wanted.join('\n')).toBe(true);
    for (const { digest, bytes } of before) expect(digest).toBe(sha256Hex(bytes));
  });

  it('are within their limits, the last one excepted, and a few hundred for a million tuples', () => {
    for (const { tuples } of before.slice(0, -1)) {
      expect(tuples).toBeGreaterThanOrEqual(SHARD_TUPLES_MIN);
      expect(tuples).toBeLessThanOrEqual(STORED_SHARD_TUPLES_MAX);
    }
    const perMillion = (before.length * 1_000_000) / (IMAGES * PACKAGES);
    expect(perMillion).toBeGreaterThan(250);
    expect(perMillion).toBeLessThan(600);
  });

  it('are reused by the snapshot in which one image’s findings changed, all but those around that image', () => {
    const image = 17;
    const changed = estate.map((records, index) => (index === image ? imageOf(image, '-new') : records));
    const [first, last] = [image * PACKAGES, (image + 1) * PACKAGES - 1];
    const reuse = reuseIn(cut(changed.flat()).shards);
    for (const { to, isReused } of reuse) if (to < first) expect(isReused).toBe(true);
    const renewed = reuse.filter(({ isReused }) => !isReused);
    // The cuts are where they were as soon as a key behind the image ends a shard in both.
    for (const { from } of renewed) expect(from).toBeLessThanOrEqual(last + 3 * STORED_SHARD_TUPLES_MAX);
    expect(renewed.length).toBeGreaterThan(0);
    expect(renewed.length).toBeLessThan(before.length / 4);
  });

  it('are reused by the snapshot that an image was added to, and by the one that an image was left out of', () => {
    for (const others of [[...estate, imageOf(IMAGES)], estate.slice(0, -1)]) {
      const reuse = reuseIn(cut(others.flat()).shards);
      const untouched = reuse.filter(({ to }) => to < (IMAGES - 1) * PACKAGES);
      expect(untouched.length).toBeGreaterThan(before.length / 2);
      for (const { isReused } of untouched) expect(isReused).toBe(true);
    }
  });

  it('keep their boundaries when the content of a tuple changes', () => {
    const changed = estate
      .flat()
      .map((record, at) => (at === 18_000 ? { ...record, line: 'changed' } : record));
    const after = cut(changed).shards;
    expect(after.map(({ tuples }) => tuples)).toStrictEqual(before.map(({ tuples }) => tuples));
    expect(reuseIn(after).filter(({ isReused }) => !isReused)).toHaveLength(1);
  });

  it('leave out what has the key of an earlier tuple, and say whose it was', () => {
    const told: number[] = [];
    const again = { ...recordOf(1, 'a', 'again'), source: 7 };
    const { shards, tuples } = cut([recordOf(1, 'a'), again, recordOf(1, 'b')], (source) =>
      told.push(source),
    );
    expect(new TextDecoder().decode(shards[0]?.bytes)).toBe('a\nb\n');
    expect([told, tuples]).toStrictEqual([[7], 2]);
  });

  it('end where they would get long, whatever the number of their tuples', () => {
    const long = 'x'.repeat(SHARD_BYTES_END / 2);
    const records = ['a', 'b', 'c', 'd', 'e'].map((name) => recordOf(1, name, long));
    expect(cut(records).shards.map(({ tuples }) => tuples)).toStrictEqual([3, 2]);
  });

  it('are none for no tuples', () => {
    expect(cut([])).toMatchObject({ shards: [], tuples: 0, statistics: { images: 0, components: 0 } });
  });

  it('are counted by image, component and advisory', () => {
    expect(cut([...imageOf(1), ...imageOf(2)]).statistics).toMatchObject({
      images: 2,
      components: 2 * PACKAGES,
      advisories: 1,
      bands: { High: 2 * PACKAGES, Critical: 0 },
      ecosystems: [{ ecosystem: 'npm', tuples: 2 * PACKAGES }],
    });
  });
});
