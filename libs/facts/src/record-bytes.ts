import type { TupleRecord } from './tuple-record.ts';

/** Memory that records are written to, one after the other. */
export type RecordMemory = { readonly bytes: Uint8Array; readonly view: DataView };

export const recordMemory = (bytes: Uint8Array): RecordMemory => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
});

// A record is five 32-bit numbers and three texts in UTF-8: where they end and where the key ends, in bytes; source;
// lengths of key and facets in UTF-16 units; then key, facets and line.
const TEXTS_BYTES = 0;
const KEY_BYTES = 4;
const SOURCE = 8;
const KEY_UNITS = 12;
const FACETS_UNITS = 16;
const HEADER_BYTES = 20;

/** Bytes that a record takes, at most: UTF-8 has at most three for each UTF-16 unit. */
export const bytesAtMost = ({ key, facets, line }: TupleRecord): number =>
  HEADER_BYTES + 3 * (key.length + facets.length + line.length);

const encoder = new TextEncoder();

/** Writes a record where there is room for {@link bytesAtMost}. Answers where it ends. */
export const writeRecord = (memory: RecordMemory, at: number, record: TupleRecord): number => {
  const { bytes, view } = memory;
  const { key, facets, line, source } = record;
  const { written: keyBytes } = encoder.encodeInto(key, bytes.subarray(at + HEADER_BYTES));
  const rest = encoder.encodeInto(facets + line, bytes.subarray(at + HEADER_BYTES + keyBytes));
  const textsBytes = keyBytes + rest.written;
  view.setUint32(at + TEXTS_BYTES, textsBytes);
  view.setUint32(at + KEY_BYTES, keyBytes);
  view.setUint32(at + SOURCE, source);
  view.setUint32(at + KEY_UNITS, key.length);
  view.setUint32(at + FACETS_UNITS, facets.length);
  return at + HEADER_BYTES + textsBytes;
};

/** Where the record at `at` ends; beyond the memory when it is not there whole. */
export const recordEnd = ({ view }: RecordMemory, at: number): number =>
  at + HEADER_BYTES > view.byteLength ? Infinity : at + HEADER_BYTES + view.getUint32(at + TEXTS_BYTES);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const readRecord = (memory: RecordMemory, at: number): TupleRecord => {
  const { bytes, view } = memory;
  const text = decoder.decode(bytes.subarray(at + HEADER_BYTES, recordEnd(memory, at)));
  const keyEnd = view.getUint32(at + KEY_UNITS);
  const facetsEnd = keyEnd + view.getUint32(at + FACETS_UNITS);
  return {
    source: view.getUint32(at + SOURCE),
    key: text.slice(0, keyEnd),
    facets: text.slice(keyEnd, facetsEnd),
    line: text.slice(facetsEnd),
  };
};

/** A record and where it lies. */
export type RecordPlace = { readonly memory: RecordMemory; readonly at: number };

/** The order of two records' keys: that of their bytes, as the units of a `sortKey` are those of bytes. */
export const compareKeys = (a: RecordPlace, b: RecordPlace): number => {
  const [some, others] = [a.memory.bytes, b.memory.bytes];
  const [fromA, fromB] = [a.at + HEADER_BYTES, b.at + HEADER_BYTES];
  const lengthA = a.memory.view.getUint32(a.at + KEY_BYTES);
  const lengthB = b.memory.view.getUint32(b.at + KEY_BYTES);
  const shorter = Math.min(lengthA, lengthB);
  for (let at = 0; at < shorter; at += 1) {
    const difference = (some[fromA + at] ?? 0) - (others[fromB + at] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
};

/** Takes records out of bytes that come in chunks. */
export const recordDecoder = (): ((chunk: Uint8Array) => TupleRecord[]) => {
  let rest: Uint8Array = new Uint8Array();
  return (chunk) => {
    const memory = recordMemory(joined(rest, chunk));
    const records: TupleRecord[] = [];
    let at = 0;
    for (let end = recordEnd(memory, at); end <= memory.bytes.length; end = recordEnd(memory, at)) {
      records.push(readRecord(memory, at));
      at = end;
    }
    rest = memory.bytes.slice(at);
    return records;
  };
};

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  if (a.length === 0) return b;
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
};
