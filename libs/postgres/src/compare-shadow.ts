import type { TableShape } from '@policy-registry/kernel';

import type { Database } from './database.ts';
import { readCheckpoint } from './checkpoint.ts';
import { SHADOW } from './shadow-schema.ts';
import { enterTenant, inTransaction, type Transaction } from './transaction.ts';

/** A row in use that is not what the log makes of it. */
export type RowDifference = {
  readonly tenant: string;
  readonly table: string;
  readonly key: readonly string[];
  /** `missing` from the rows in use, `extra` among them, or `changed`. */
  readonly difference: 'missing' | 'extra' | 'changed';
  /** Columns that differ, of a changed row. */
  readonly columns: readonly string[];
};

export type Comparison = {
  /** Where in the log both were. */
  readonly position: number;
  /** How many rows differ, and the first of them. */
  readonly differing: number;
  readonly first: readonly RowDifference[];
};

export type Compared = {
  readonly tables: readonly TableShape[];
  /** Whose rows. */
  readonly tenants: () => readonly string[];
  /** Brings the shadow to this position of the log. */
  readonly bringTo: (position: number) => Promise<void>;
  readonly shownMax: number;
};

/**
 * Compares the rows in use with their shadows, row by row, at the same position. The rows in use are kept still while
 * the shadow is brought to where they are and the comparison takes its view; it goes on beside whoever writes.
 */
export const compareShadow = async (owner: Database, compared: Compared): Promise<Comparison> =>
  inTransaction(owner, async (view) => {
    await view.query('set transaction isolation level repeatable read, read only');
    await view.query('set local statement_timeout = 0');
    const position = await inTransaction(owner, async (still) => {
      await still.query('lock table public.projection_checkpoint in share mode');
      const reached = await readCheckpoint(still);
      await compared.bringTo(reached);
      // The first statement that reads takes the view that the whole transaction has.
      await readCheckpoint(view);
      return reached;
    });

    let differing = 0;
    const first: RowDifference[] = [];
    for (const tenant of compared.tenants()) {
      await enterTenant(view, tenant);
      for (const table of compared.tables) {
        const found = await differencesOf(view, tenant, table, compared.shownMax);
        differing += found.total;
        first.push(...found.first.slice(0, compared.shownMax - first.length));
      }
    }
    return { position, differing, first };
  });

const differencesOf = async (view: Transaction, tenant: string, shape: TableShape, max: number) => {
  const { table, key } = shape;
  const others = Object.keys(shape.columns).filter((column) => !key.includes(column));
  const changed = others.map(
    (column) => `case when l.${column} is distinct from s.${column} then '${column}' end`,
  );
  const rows = await view.query(
    `select * from (
       select ${key.map((column) => `${column}::text as key_${column}`).join(', ')}, count(*) over () as total,
         case when s.tenant_id is null then 'extra' when l.tenant_id is null then 'missing' else 'changed' end as difference,
         array_remove(array[${changed.join(', ')}]::text[], null) as columns
       from public.${table} l full join ${SHADOW}.${table} s using (tenant_id, ${key.join(', ')})
       where l.tenant_id is null or s.tenant_id is null or ${distinct(others)}
       order by ${key.join(', ')} limit $1) found`,
    [max],
  );
  return {
    total: Number(rows[0]?.['total'] ?? 0),
    first: rows.map((row): RowDifference => {
      const difference =
        row['difference'] === 'extra' || row['difference'] === 'missing' ? row['difference'] : 'changed';
      return {
        tenant,
        table,
        key: key.map((column) => String(row[`key_${column}`])),
        difference,
        columns: difference === 'changed' && Array.isArray(row['columns']) ? row['columns'].map(String) : [],
      };
    }),
  };
};

const distinct = (columns: readonly string[]): string =>
  columns.length === 0
    ? 'false'
    : `(${columns.map((column) => `l.${column}`).join(', ')}) is distinct from (${columns.map((column) => `s.${column}`).join(', ')})`;
