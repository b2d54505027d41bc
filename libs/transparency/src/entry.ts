import { canonicalBytes, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { TILE_WIDTH } from './tile.ts';

/** One message of a tenant as its log has it: where it is in the stream, its stored bytes, what the fence says of it. */
export const LogEntry = z.strictObject({
  seq: z.int().positive(),
  sha256: Sha256,
  class: z.enum(['accepted', 'loser', 'foreign']),
});
export type LogEntry = z.infer<typeof LogEntry>;

/** What a leaf is the hash of: the RFC 8785 bytes. */
export const entryBytes = (entry: LogEntry): Uint8Array => canonicalBytes(entry);

/** The entry of these bytes; `undefined` when they are not those that {@link entryBytes} makes. */
export const parseEntry = (bytes: Uint8Array): LogEntry | undefined => {
  try {
    const entry = LogEntry.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    const again = entryBytes(entry);
    return again.length === bytes.length && again.every((byte, at) => byte === bytes[at]) ? entry : undefined;
  } catch {
    return undefined;
  }
};

const LENGTH_BYTES = 2;

/** A bundle of entries, each behind its length as a big-endian 16-bit number (C2SP tlog-tiles). */
export const bundleOf = (entries: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const entry of entries) {
    view.setUint16(at, entry.length);
    bytes.set(entry, at + LENGTH_BYTES);
    at += LENGTH_BYTES + entry.length;
  }
  return bytes;
};

/** The entries of a bundle; `undefined` when it is cut off or has more than a tile holds. */
export const entriesOf = (bundle: Uint8Array): readonly Uint8Array[] | undefined => {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length;) {
    if (at + LENGTH_BYTES > bundle.length || entries.length === TILE_WIDTH) return undefined;
    const end = at + LENGTH_BYTES + view.getUint16(at);
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return entries;
};
