import { compareBytewise } from './bytes.ts';
import { sha256Hex, sha256Stream } from './digest.ts';
import type { RecordedEvent } from './envelope.ts';
import { canonicalJson, type Json } from './json.ts';

/** One row as plain JSON, without the tenant: that stands in every key. */
export type Row = { readonly [column: string]: Json };

export type ColumnType = 'text' | 'bigint' | 'boolean' | 'jsonb';

/** The rows of one table of one tenant that a fold may look at; `undefined` when there is none. */
export type Rows<R extends Row> = (key: readonly string[]) => R | undefined;

export type RowChange<R extends Row> = { readonly put: R } | { readonly remove: readonly string[] };

/**
 * A projection as a value: which rows an accepted event concerns, and what it makes of them. Pure; the
 * projector and the auditor run the same fold.
 */
export type ReadModel<R extends Row = Row> = {
  readonly table: string;
  readonly columns: { readonly [Column in keyof R & string]: ColumnType };
  /** Columns of the primary key after `tenant_id`: of type text, or `seq` alone (see {@link isStreamRecord}). */
  readonly key: readonly (keyof R & string)[];
  /** Keys of the rows `fold` may read for this event. */
  readonly reads: (recorded: RecordedEvent) => readonly (readonly string[])[];
  readonly fold: (rows: Rows<R>, recorded: RecordedEvent) => readonly RowChange<R>[];
};

export const rowKey = (parts: readonly string[]): string => parts.join('\u0000');

type Keyed = { readonly key: readonly string[] };

/**
 * A table that records the stream: a row for a message, under its sequence, which never changes and comes after those
 * before it. Such a table grows with the log, so nobody who hashes it has to hold it.
 */
export const isStreamRecord = ({ key }: Keyed): boolean => key.length === 1 && key[0] === 'seq';

/**
 * SHA-256 over the RFC 8785 forms of a table's rows, one per line, in the order of their keys: by number in a table that
 * records the stream, bytewise in all others.
 */
export const tableHash = (model: Keyed, rows: readonly Row[]): string => {
  const hash = rowsHash();
  for (const row of inOrderOfKeys(model, rows)) hash.add(row);
  return hash.hex();
};

/** The hash of a table whose rows come in the order of their keys; `hex` is that of those that came so far. */
export type RowsHash = { readonly add: (row: Row) => void; readonly hex: () => string };

export const rowsHash = (): RowsHash => {
  const hash = sha256Stream();
  return { add: (row) => hash.update(`${canonicalJson(row)}\n`), hex: hash.hex };
};

const inOrderOfKeys = (model: Keyed, rows: readonly Row[]): readonly Row[] => {
  if (isStreamRecord(model)) return rows.toSorted((a, b) => Number(a['seq']) - Number(b['seq']));
  const keyed = rows.map((row) => ({ key: rowKey(model.key.map((column) => String(row[column]))), row }));
  return keyed.sort((a, b) => compareBytewise(a.key, b.key)).map(({ row }) => row);
};

/** One hash for all tables of a tenant: SHA-256 over `table SP hash LF` in bytewise order of the names. */
export const stateHash = (tables: Readonly<Record<string, string>>): string =>
  sha256Hex(
    Object.entries(tables)
      .sort(([a], [b]) => compareBytewise(a, b))
      .map(([table, hash]) => `${table} ${hash}\n`)
      .join(''),
  );
