import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { inOrder, recordSorter } from './sort-records.ts';
import { memorySpill } from './testing/memory-spill.ts';
import { recordDecoder } from './record-bytes.ts';
import { recordRun } from './record-run.ts';
import type { TupleRecord } from './tuple-record.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((some) => some.toWellFormed());
const record: fc.Arbitrary<TupleRecord> = fc.record(
  {
    key: fc.string({ maxLength: 3 }),
    facets: text,
    line: text,
    source: fc.nat(),
  },
  { noNullPrototype: true },
);

const sortedBy = async (records: readonly TupleRecord[], runBytesMax: number) => {
  const spill = memorySpill();
  const sorter = recordSorter(spill, runBytesMax);
  for (const one of records) {
    sorter.add(one);
    await sorter.relieve();
  }
  const out: TupleRecord[] = [];
  for await (const batch of sorter.sorted()) out.push(...batch);
  return { out, written: spill.written() };
};

describe('a record', () => {
  it('survives being bytes in chunks of any length, in the order of the keys', () => {
    const chunkOf = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), chunkOf, chunkOf, (records, pieceBytes, chunkBytes) => {
        const run = recordRun();
        for (let again = 0; again < 2; again += 1) {
          run.clear();
          for (const one of records) run.add(one);
          // A copy of each: the next one takes its place.
          const bytes = Uint8Array.from(Array.from(run.pieces(pieceBytes), (piece) => [...piece]).flat());
          expect(run.heldBytes()).toBe(bytes.length);
          const decode = recordDecoder();
          const read: TupleRecord[] = [];
          for (let at = 0; at < bytes.length; at += chunkBytes)
            read.push(...decode(bytes.subarray(at, at + chunkBytes)));
          expect(read).toStrictEqual(inOrder(records));
          expect([...run.batches()].flat()).toStrictEqual(read);
        }
      }),
    );
  });

  it('may be longer than what others share', () => {
    const records = ['x', 'y'.repeat(3_000_000), 'z'].map((line, source) => ({
      ...{ key: String(source), facets: '', line, source },
    }));
    const run = recordRun();
    for (const one of records) run.add(one);
    expect([...run.batches()].flat()).toStrictEqual(records);
    expect([...run.pieces(100)].map(({ length }) => length > 100)).toStrictEqual([false, true, false]);
  });
});

describe('sorting records', () => {
  it('gives the order of a sort in memory, however little of them is held', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 40 }),
        fc.constantFrom(0, 500, 2_000, 1_000_000),
        async (records, runBytesMax) => {
          expect((await sortedBy(records, runBytesMax)).out).toStrictEqual(inOrder(records));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('merges more runs than it reads side by side', async () => {
    const records = Array.from({ length: 500 }, (_, index) => ({
      key: String((index * 7_919) % 100).padStart(3, '0'),
      facets: '',
      line: String(index),
      source: index,
    }));
    const { out, written } = await sortedBy(records, 0);
    expect(out).toStrictEqual(inOrder(records));
    expect(written).toBeGreaterThan(500);
  });
});
