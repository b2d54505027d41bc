import pg from 'pg';

import type { PutRows } from './captured.ts';

/** Rows that are known already, written by the driver alone: one transaction per batch, one statement per tenant and table. */
export type RawInserts = {
  readonly insert: (batch: readonly PutRows[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Under the projector's role, so under row-level security as well, and with its durability. */
export const openRawInserts = async (url: string): Promise<RawInserts> => {
  const client = new pg.Client({ connectionString: url, options: '-c synchronous_commit=off' });
  await client.connect();
  return {
    insert: async (batch) => {
      await client.query('begin');
      let entered = '';
      for (const puts of batch) {
        if (puts.tenant !== entered)
          await client.query(`select set_config('app.tenant_id', $1, true)`, [puts.tenant]);
        entered = puts.tenant;
        const { text, values } = insertOf(puts);
        await client.query(text, values);
      }
      await client.query('commit');
    },
    close: () => client.end(),
  };
};

const insertOf = ({ tenant, table: { table, columns, key }, rows }: PutRows) => {
  const names = Object.keys(columns);
  const selected = names.map((name) => (columns[name] === 'jsonb' ? `${name}::jsonb` : name));
  const arrays = names.map(
    (name, at) => `$${at + 2}::${columns[name] === 'jsonb' ? 'text' : columns[name]}[]`,
  );
  const kept = names.filter((name) => !key.includes(name)).map((name) => `${name} = excluded.${name}`);
  const text = `insert into ${table} (tenant_id, ${names.join(', ')})
    select $1, ${selected.join(', ')} from unnest(${arrays.join(', ')}) as t (${names.join(', ')})
    on conflict (tenant_id, ${key.join(', ')}) do update set ${kept.join(', ')}`;
  const columnOf = (name: string): unknown[] =>
    rows.map((row) => (columns[name] === 'jsonb' ? JSON.stringify(row[name]) : row[name]));
  return { text, values: [tenant, ...names.map(columnOf)] };
};
