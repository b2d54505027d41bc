import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';

import { facetsOf } from './statistics.ts';
import { sortKey, tupleKey } from './tuple-key.ts';

/** A tuple as it waits to be put in order. */
export type TupleRecord = {
  /** See `sortKey`. */
  readonly key: string;
  /** See `facetsOf`. */
  readonly facets: string;
  /** The tuple's RFC 8785 text. */
  readonly line: string;
  /** Which document's item it is, counted from 0; {@link NO_ITEM} when it is none. */
  readonly source: number;
};

/** The source of a tuple that was derived and is no item of a document. */
export const NO_ITEM = 0xffff_ffff;

export const toRecord = (tuple: FindingTuple, source: number): TupleRecord => ({
  key: sortKey(tupleKey(tuple)),
  facets: facetsOf(tuple),
  line: canonicalJson(tuple),
  source,
});

/** Memory that a record takes, roughly: enough to bound how many are held. */
export const bytesOf = ({ key, facets, line }: TupleRecord): number =>
  key.length + facets.length + line.length + RECORD_OVERHEAD_BYTES;

const RECORD_OVERHEAD_BYTES = 150;
const HEADER_BYTES = 16;

/** Puts records into bytes, of which it gives a piece whenever one is full. */
export type RecordEncoder = {
  readonly add: (record: TupleRecord) => Uint8Array | undefined;
  /** What is left. */
  readonly end: () => Uint8Array;
};

/**
 * A record as bytes: four 32-bit numbers (source, length of the texts in UTF-8, lengths of key and facets in UTF-16
 * units), then the three texts.
 */
export const recordEncoder = (pieceBytes: number): RecordEncoder => {
  const encoder = new TextEncoder();
  // One buffer for all: a buffer for each record would be memory that nobody frees in time.
  let buffer = new Uint8Array(pieceBytes);
  let header = new DataView(buffer.buffer);
  let length = 0;

  const take = (): Uint8Array => {
    const piece = buffer.slice(0, length);
    length = 0;
    return piece;
  };

  return {
    add: ({ key, facets, line, source }) => {
      // UTF-8 has at most three bytes for each UTF-16 unit.
      const bytesMax = HEADER_BYTES + 3 * (key.length + facets.length + line.length);
      const full = length > 0 && length + bytesMax > buffer.length ? take() : undefined;
      if (bytesMax > buffer.length) {
        buffer = new Uint8Array(bytesMax);
        header = new DataView(buffer.buffer);
      }
      const { written } = encoder.encodeInto(key + facets + line, buffer.subarray(length + HEADER_BYTES));
      for (const [at, value] of [source, written, key.length, facets.length].entries())
        header.setUint32(length + 4 * at, value);
      length += HEADER_BYTES + written;
      return full;
    },
    end: take,
  };
};

/** Takes records out of bytes that come in chunks. */
export const recordDecoder = (): ((chunk: Uint8Array) => TupleRecord[]) => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest: Uint8Array = new Uint8Array();
  return (chunk) => {
    const bytes = joined(rest, chunk);
    const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: TupleRecord[] = [];
    let at = 0;
    while (at + HEADER_BYTES <= bytes.length) {
      const end = at + HEADER_BYTES + header.getUint32(at + 4);
      if (end > bytes.length) break;
      const text = decoder.decode(bytes.subarray(at + HEADER_BYTES, end));
      const keyEnd = header.getUint32(at + 8);
      const facetsEnd = keyEnd + header.getUint32(at + 12);
      records.push({
        source: header.getUint32(at),
        key: text.slice(0, keyEnd),
        facets: text.slice(keyEnd, facetsEnd),
        line: text.slice(facetsEnd),
      });
      at = end;
    }
    rest = bytes.slice(at);
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
