import { recordDecoder } from './record-bytes.ts';
import { recordRun } from './record-run.ts';
import type { TupleRecord } from './tuple-record.ts';

/**
 * Where sorted records wait while more of them come than memory holds. What is written is read once or more while
 * the import lasts, and means nothing afterwards; the giver takes it away.
 */
export interface Spill {
  /** Keeps the bytes, of which each piece is overwritten when the next one is asked for. Resolves when they can be read. */
  write(content: AsyncIterable<Uint8Array>): Promise<Spilled>;
}

export type Spilled = { readonly read: () => AsyncIterable<Uint8Array> };

/** Records held in memory before they are sorted and spilled, at most (16 MiB). */
export const RUN_BYTES_MAX = 16_777_216;
/** Runs that are read side by side, at most. */
const MERGE_WIDTH = 48;
/** Bytes of records given to the spill at a time, about. */
const WRITE_BYTES = 262_144;

/** Puts any number of records in the order of their keys; of equal keys the first that was added comes first. */
export type RecordSorter = {
  readonly add: (record: TupleRecord) => void;
  /** Spills when too much is held. Called between additions, as often as there is an occasion. */
  readonly relieve: () => Promise<void>;
  /** All records in order, in batches. Nothing is added afterwards. */
  readonly sorted: () => AsyncIterable<readonly TupleRecord[]>;
};

export const recordSorter = (spill: Spill, runBytesMax = RUN_BYTES_MAX): RecordSorter => {
  const held = recordRun();
  let runs: Spilled[] = [];

  return {
    add: held.add,
    relieve: async () => {
      if (held.heldBytes() <= runBytesMax) return;
      runs.push(await spill.write(asynchronous(held.pieces(WRITE_BYTES))));
      held.clear();
      // One run in the place of many keeps their order: all of them are earlier than what comes.
      if (runs.length === MERGE_WIDTH) runs = [await spill.write(encoded(merged(runs.map(batchesOf))))];
    },
    sorted: () => merged([...runs.map(batchesOf), asynchronous(held.batches())]),
  };
};

/** Sorted by key; `sort` is stable, so of equal keys the first stays first. */
export const inOrder = (records: readonly TupleRecord[]): readonly TupleRecord[] =>
  records.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

async function* asynchronous<Value>(values: Iterable<Value>): AsyncGenerator<Value> {
  yield* values;
}

// What comes in order stays in order: a run of equal pieces is sorted without any work.
async function* encoded(batches: AsyncIterable<readonly TupleRecord[]>): AsyncGenerator<Uint8Array> {
  const run = recordRun();
  for await (const batch of batches) {
    for (const record of batch) run.add(record);
    if (run.heldBytes() < WRITE_BYTES) continue;
    yield* run.pieces(WRITE_BYTES);
    run.clear();
  }
  yield* run.pieces(WRITE_BYTES);
}

async function* batchesOf({ read }: Spilled): AsyncGenerator<readonly TupleRecord[]> {
  const decode = recordDecoder();
  for await (const chunk of read()) {
    const records = decode(chunk);
    if (records.length > 0) yield records;
  }
}

/** A run while it is merged: its next record, and the rest of the batch that record is in. */
type Cursor = {
  readonly rank: number;
  readonly batches: AsyncIterator<readonly TupleRecord[]>;
  batch: readonly TupleRecord[];
  position: number;
  current: TupleRecord;
};

async function* merged(
  runs: readonly AsyncGenerator<readonly TupleRecord[]>[],
): AsyncGenerator<readonly TupleRecord[]> {
  const cursors: Cursor[] = [];
  for (const [rank, batches] of runs.entries()) {
    const cursor = await opened(batches, rank);
    if (cursor !== undefined) insert(cursors, cursor);
  }
  let out: TupleRecord[] = [];
  for (;;) {
    const first = cursors.shift();
    if (first === undefined) break;
    out.push(first.current);
    const next = first.batch[first.position];
    if (next !== undefined) {
      first.current = next;
      first.position += 1;
      insert(cursors, first);
      continue;
    }
    // A batch is over: what is merged so far goes on before the next one is waited for.
    yield out;
    out = [];
    const again = await opened(first.batches, first.rank);
    if (again !== undefined) insert(cursors, again);
  }
  if (out.length > 0) yield out;
}

const opened = async (
  batches: AsyncIterator<readonly TupleRecord[]>,
  rank: number,
): Promise<Cursor | undefined> => {
  for (;;) {
    const next = await batches.next();
    if (next.done === true) return undefined;
    const [current] = next.value;
    if (current !== undefined) return { rank, batches, batch: next.value, position: 1, current };
  }
};

// Into its place among the cursors, which are few and in order.
const insert = (cursors: Cursor[], cursor: Cursor): void => {
  let low = 0;
  let high = cursors.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = cursors[middle];
    if (other !== undefined && isBefore(other, cursor)) low = middle + 1;
    else high = middle;
  }
  cursors.splice(low, 0, cursor);
};

const isBefore = (a: Cursor, b: Cursor): boolean =>
  a.current.key === b.current.key ? a.rank < b.rank : a.current.key < b.current.key;
