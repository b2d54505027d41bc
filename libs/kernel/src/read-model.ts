import { compareBytewise } from './bytes.ts';
import { sha256Hex } from './digest.ts';
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
  /** Columns of the primary key after `tenant_id`; all of type text. */
  readonly key: readonly (keyof R & string)[];
  /** Keys of the rows `fold` may read for this event. */
  readonly reads: (recorded: RecordedEvent) => readonly (readonly string[])[];
  readonly fold: (rows: Rows<R>, recorded: RecordedEvent) => readonly RowChange<R>[];
};

export const rowKey = (parts: readonly string[]): string => parts.join('\u0000');

/** SHA-256 over the RFC 8785 forms of a table's rows, in bytewise order of their keys, one per line. */
export const tableHash = (model: { readonly key: readonly string[] }, rows: readonly Row[]): string => {
  const keyed = rows.map((row) => ({ key: rowKey(model.key.map((column) => String(row[column]))), row }));
  keyed.sort((a, b) => compareBytewise(a.key, b.key));
  return sha256Hex(keyed.map(({ row }) => `${canonicalJson(row)}\n`).join(''));
};

/** One hash for all tables of a tenant: SHA-256 over `table SP hash LF` in bytewise order of the names. */
export const stateHash = (tables: Readonly<Record<string, string>>): string =>
  sha256Hex(
    Object.entries(tables)
      .sort(([a], [b]) => compareBytewise(a, b))
      .map(([table, hash]) => `${table} ${hash}\n`)
      .join(''),
  );
