import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { bundleOf, entriesOf, entryBytes, parseEntry, type LogEntry } from './entry.ts';
import { hashesFrom, parseTilePath, TileMalformed, tilePath } from './tile.ts';

describe('the path of a tile', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 1, index: 67, width: 12 }, 'tile/1/067.p/12'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 'entries' as const, index: 1_234, width: 1 }, 'tile/entries/x001/234.p/1'],
  ])('of %j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toStrictEqual(tile);
  });

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/257',
    'tile/0/000.p/01',
    'tile/0/../000',
    'tile/leaves/000',
    'checkpoint',
  ])('is none: %s', (path) => expect(parseTilePath(path)).toBeUndefined());

  it('is refused bytes that are not as many as it says', () =>
    expect(() => hashesFrom({ level: 0, index: 0, width: 2 }, new Uint8Array(32))).toThrow(TileMalformed));
});

describe('an entry', () => {
  const entry: LogEntry = { seq: 7, sha256: 'ab'.repeat(32), class: 'loser' };
  const text = `{"class":"loser","seq":7,"sha256":"${'ab'.repeat(32)}"}`;

  it('is its canonical JSON', () => {
    expect(new TextDecoder().decode(entryBytes(entry))).toBe(text);
    expect(parseEntry(entryBytes(entry))).toStrictEqual(entry);
  });

  it.each([
    ['spaces', text.replace(':', ': ')],
    ['another order', `{"seq":7,"class":"loser","sha256":"${'ab'.repeat(32)}"}`],
    ['more than an entry has', text.replace('{', '{"a":1,')],
    ['a class that the fence does not know', text.replace('loser', 'winner')],
    ['no JSON', '{'],
  ])('is none with %s', (_case, other) =>
    expect(parseEntry(new TextEncoder().encode(other))).toBeUndefined(),
  );

  it('comes out of a bundle as it went in, and out of none that is cut off', () =>
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 9 }),
        (entries) => {
          const bundle = bundleOf(entries);
          expect(entriesOf(bundle)).toStrictEqual(entries);
          expect(entriesOf(bundle.subarray(0, -1))).toBeUndefined();
        },
      ),
    ));
});
