import type { ColumnType, Json, Row, TableShape } from '@policy-registry/kernel';

import type { Transaction } from './transaction.ts';

/** The rows of one table of one tenant that have these keys. */
export const loadRows = async (
  tx: Transaction,
  tenant: string,
  shape: TableShape,
  keys: readonly (readonly string[])[],
): Promise<readonly Row[]> => {
  if (keys.length === 0) return [];
  const arrays = shape.key.map((column, at) => `$${at + 2}::${arrayTypeOf(shape.columns[column])}`);
  const rows = await tx.query(
    `select ${columnsOf(shape).join(', ')} from ${shape.table}
     where tenant_id = $1 and (${shape.key.join(', ')}) in (select * from unnest(${arrays.join(', ')}))`,
    [tenant, ...shape.key.map((_column, at) => keys.map((key) => key[at]))],
  );
  return rows.map((row) => toRow(shape, row));
};

/** All rows of one table of the tenant in force. */
export const allRows = async (tx: Transaction, shape: TableShape): Promise<readonly Row[]> => {
  const rows = await tx.query(`select ${columnsOf(shape).join(', ')} from ${shape.table}`);
  return rows.map((row) => toRow(shape, row));
};

const PAGE_ROWS_MAX = 1_000;

/** All rows of a table of the tenant in force that records the stream, by sequence, a page at a time. */
export const rowsInStreamOrder = async function* (
  tx: Transaction,
  shape: TableShape,
): AsyncGenerator<readonly Row[]> {
  const text = `select ${columnsOf(shape).join(', ')} from ${shape.table} where seq > $1 order by seq limit $2`;
  for (let after: Json = 0, isLast = false; !isLast;) {
    const page: readonly Row[] = (await tx.query(text, [after, PAGE_ROWS_MAX])).map((row) =>
      toRow(shape, row),
    );
    isLast = page.length < PAGE_ROWS_MAX;
    after = page.at(-1)?.['seq'] ?? after;
    yield page;
  }
};

/** Writes rows of one table of one tenant with one statement. */
export const putRows = async (
  tx: Transaction,
  tenant: string,
  shape: TableShape,
  rows: readonly Row[],
): Promise<void> => {
  if (rows.length === 0) return;
  const columns = columnsOf(shape);
  const arrays = columns.map((column, at) => `$${at + 2}::${arrayTypeOf(shape.columns[column])}`);
  const selected = columns.map((column) => (shape.columns[column] === 'jsonb' ? `${column}::jsonb` : column));
  const kept = columns.filter((column) => !shape.key.includes(column));
  const onConflict =
    kept.length === 0
      ? 'do nothing'
      : `do update set ${kept.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  await tx.query(
    `insert into ${shape.table} (tenant_id, ${columns.join(', ')})
     select $1, ${selected.join(', ')} from unnest(${arrays.join(', ')}) as t(${columns.join(', ')})
     on conflict (tenant_id, ${shape.key.join(', ')}) ${onConflict}`,
    [tenant, ...columns.map((column) => toParameter(shape.columns[column], column, rows))],
  );
};

/** Deletes rows of one table of one tenant by their keys with one statement. */
export const removeRows = async (
  tx: Transaction,
  tenant: string,
  shape: TableShape,
  keys: readonly (readonly string[])[],
): Promise<void> => {
  if (keys.length === 0) return;
  const arrays = shape.key.map((column, at) => `$${at + 2}::${arrayTypeOf(shape.columns[column])}`);
  await tx.query(
    `delete from ${shape.table} where tenant_id = $1 and (${shape.key.join(', ')}) in (select * from unnest(${arrays.join(', ')}))`,
    [tenant, ...shape.key.map((_column, at) => keys.map((key) => key[at]))],
  );
};

const columnsOf = ({ columns }: TableShape): readonly string[] => Object.keys(columns);

// `jsonb` goes over as text, since an array of jsonb would be read as one JSON array.
const arrayTypeOf = (type: ColumnType | undefined): string =>
  type === 'jsonb' || type === undefined ? 'text[]' : `${type}[]`;

/** A column of these rows as an array of PostgreSQL. */
const toParameter = (type: ColumnType | undefined, column: string, rows: readonly Row[]): unknown => {
  const values = rows.map((row) => toElement(type, row[column]));
  // Text of JSON is that of an array of PostgreSQL but for the brackets, and the platform writes it several times faster
  // than the driver, which is left with what JSON escapes in its own way.
  const text = JSON.stringify(values);
  return ESCAPED.test(text) ? values : `{${text.slice(1, -1)}}`;
};

const ESCAPED = /\\[bfnrtu]/;

const toElement = (type: ColumnType | undefined, value: Json | undefined): Json =>
  type === 'jsonb' && value !== undefined ? JSON.stringify(value) : (value ?? null);

const toRow = ({ columns }: TableShape, row: Readonly<Record<string, unknown>>): Row =>
  Object.fromEntries(Object.entries(columns).map(([column, type]) => [column, toJson(type, row[column])]));

// What the driver gives for each type: text for bigint, parsed JSON for jsonb. All of it was put as JSON.
const toJson = (type: ColumnType, value: unknown): Json =>
  value === null ? null : type === 'bigint' ? Number(value) : (value as Json);
