import {
  bytesAtMost,
  compareKeys,
  readRecord,
  recordEnd,
  recordMemory,
  type RecordMemory,
  type RecordPlace,
  writeRecord,
} from './record-bytes.ts';
import type { TupleRecord } from './tuple-record.ts';

/**
 * Records that wait in memory, as bytes: as objects they would outlive the youngest generation of the collector, which
 * then lets several times their size lie until it collects the old one.
 */
export type RecordRun = {
  readonly add: (record: TupleRecord) => void;
  /** Bytes of the records that are held. */
  readonly heldBytes: () => number;
  /** The records by key, those of equal keys as they were added, in batches. */
  readonly batches: () => Iterable<readonly TupleRecord[]>;
  /** The same as bytes, in pieces of about this length. A piece is overwritten when the next one is asked for. */
  readonly pieces: (pieceBytes: number) => Iterable<Uint8Array>;
  /** Holds nothing any more. */
  readonly clear: () => void;
};

const SEGMENT_BYTES = 1_048_576;
const BATCH_RECORDS = 256;

export const recordRun = (): RecordRun => {
  // Memory is used again by what comes after; only records that are longer than a segment have one to themselves.
  const segments: RecordMemory[] = [];
  let used = 0;
  let end = 0;
  let heldBytes = 0;
  let places: RecordPlace[] = [];

  const roomFor = (bytes: number): RecordMemory => {
    const current = segments[used - 1];
    if (current !== undefined && end + bytes <= current.bytes.length) return current;
    const next = segments[used];
    used += 1;
    end = 0;
    if (next !== undefined && bytes <= next.bytes.length) return next;
    return (segments[used - 1] = recordMemory(new Uint8Array(Math.max(bytes, SEGMENT_BYTES))));
  };

  const inOrder = (): readonly RecordPlace[] => places.toSorted(compareKeys);

  return {
    add: (record) => {
      const memory = roomFor(bytesAtMost(record));
      const at = end;
      end = writeRecord(memory, at, record);
      heldBytes += end - at;
      places.push({ memory, at });
    },
    heldBytes: () => heldBytes,
    batches: function* () {
      const sorted = inOrder();
      for (let from = 0; from < sorted.length; from += BATCH_RECORDS)
        yield sorted.slice(from, from + BATCH_RECORDS).map(({ memory, at }) => readRecord(memory, at));
    },
    pieces: function* (pieceBytes) {
      let piece = new Uint8Array(pieceBytes);
      let length = 0;
      for (const { memory, at } of inOrder()) {
        const record = memory.bytes.subarray(at, recordEnd(memory, at));
        if (length + record.length > piece.length) {
          if (length > 0) yield piece.subarray(0, length);
          if (record.length > piece.length) piece = new Uint8Array(record.length);
          length = 0;
        }
        piece.set(record, length);
        length += record.length;
      }
      if (length > 0) yield piece.subarray(0, length);
    },
    clear: () => {
      segments.splice(0, segments.length, ...segments.filter(({ bytes }) => bytes.length === SEGMENT_BYTES));
      [used, end, heldBytes, places] = [0, 0, 0, []];
    },
  };
};
