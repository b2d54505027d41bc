import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isStreamRecord, rowsHash, stateHash, tableHash } from './read-model.ts';

const model = { key: ['id'] };
const rows = [
  { id: 'a', n: 2 },
  { id: '\u{1f600}', n: 3 },
  { id: 'B', n: 1 },
];
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const TABLE = '6a9c08c6d8735b8a135fcf9fa69c742a0973443c2d648aade41011a4831c33c8';

describe('tableHash', () => {
  it('is SHA-256 over the canonical rows in bytewise order of their keys, one per line', () => {
    expect(tableHash(model, rows)).toBe(TABLE);
    expect(tableHash(model, [])).toBe(EMPTY);
  });

  it('does not depend on the order of rows, nor of columns', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        expect(
          tableHash(
            model,
            shuffled.map(({ id, n }) => ({ n, id })),
          ),
        ).toBe(TABLE);
      }),
    );
  });

  it('differs when a row is missing, doubled or changed', () => {
    const others = [rows.slice(1), [...rows, { id: 'a', n: 2 }], [{ id: 'a', n: 0 }, ...rows.slice(1)]];
    for (const other of others) expect(tableHash(model, other)).not.toBe(TABLE);
  });

  it('orders by the parts of a key one after the other', () => {
    const two = { key: ['a', 'b'] };
    const [one, other] = [
      { a: 'x', b: 'z' },
      { a: 'x!', b: 'a' },
    ];
    expect(tableHash(two, [other, one])).toBe(tableHash(two, [one, other]));
  });

  it('orders rows that record the stream by number, so that each can be let go as it comes', () => {
    const trail = { key: ['seq'] };
    const recorded = [{ seq: 2 }, { seq: 9 }, { seq: 10 }, { seq: 100 }];
    const hash = rowsHash();
    for (const row of recorded) {
      hash.add(row);
      expect(hash.hex()).toBe(tableHash(trail, recorded.slice(0, recorded.indexOf(row) + 1).toReversed()));
    }
    expect([
      isStreamRecord(trail),
      isStreamRecord(model),
      isStreamRecord({ key: ['seq', 'id'] }),
    ]).toStrictEqual([true, false, false]);
  });
});

describe('stateHash', () => {
  const tables = { version_catalog: EMPTY, policy_catalog: TABLE };

  it('names each table with its hash, in bytewise order of the names', () => {
    expect(stateHash(tables)).toBe('51550cbb7d90890320a2292d31570efa8b8c05ecb1505ce9e247bac5e0d0424e');
    expect(stateHash({ policy_catalog: TABLE, version_catalog: EMPTY })).toBe(stateHash(tables));
  });

  it('differs when two tables trade their rows', () => {
    expect(stateHash({ version_catalog: TABLE, policy_catalog: EMPTY })).not.toBe(stateHash(tables));
  });
});
