import {
  CheckpointMoved,
  rowKey,
  type ReadModelStore,
  type ReadModelTransaction,
  type Row,
  type RowChanges,
  type TableShape,
} from '@policy-registry/kernel';

type Tables = ReadonlyMap<string, ReadonlyMap<string, Row>>;
type Write = { readonly tenant: string; readonly table: TableShape; readonly changes: RowChanges };

/** What the read models hold, to begin with or to look at. */
export type ReadModelContent = { readonly position: number; readonly tables: Tables };

export const tableKey = (tenant: string, table: string): string => rowKey([tenant, table]);
const keyOf = ({ key }: TableShape, row: Row): string => rowKey(key.map((column) => String(row[column])));

/**
 * Rows in memory, under the same contract as those in PostgreSQL. A transaction is prepared with what it writes and
 * kept whole by `commit`.
 */
export const inMemoryReadModels = (content: ReadModelContent = { position: 0, tables: new Map() }) => {
  let { position } = content;
  const tables = new Map([...content.tables].map(([name, rows]) => [name, new Map(rows)]));

  const apply = ({ tenant, table, changes }: Write): void => {
    const name = tableKey(tenant, table.table);
    const rows = tables.get(name) ?? new Map<string, Row>();
    tables.set(name, rows);
    for (const row of changes.put) rows.set(keyOf(table, row), row);
    for (const key of changes.remove) rows.delete(rowKey(key));
  };

  return {
    content: (): ReadModelContent => ({ position, tables }),
    load: (tenant: string, { table }: TableShape, keys: readonly (readonly string[])[]): readonly Row[] =>
      keys
        .map((key) => tables.get(tableKey(tenant, table))?.get(rowKey(key)))
        .filter((row) => row !== undefined),
    commit: (writes: readonly Write[], move: Move | undefined): void => {
      if (move !== undefined && move.from !== position)
        throw new CheckpointMoved(`the checkpoint is no longer at ${move.from}`);
      writes.forEach(apply);
      if (move !== undefined) position = move.to;
    },
  };
};
export type InMemoryReadModels = ReturnType<typeof inMemoryReadModels>;
export type Move = { readonly from: number; readonly to: number };

/** The store of one process on these rows; `send` carries its requests, at once unless it is told otherwise. */
export const inMemoryReadModelStore = (
  rows: InMemoryReadModels,
  send: <T>(what: string, perform: () => T) => Promise<T> = async (_what, perform) => perform(),
): ReadModelStore => ({
  checkpoint: () => send('checkpoint', () => rows.content().position),
  transaction: async (work) => {
    const writes: Write[] = [];
    let move: Move | undefined;
    const tx: ReadModelTransaction = {
      load: async (tenant, table, keys) =>
        overlaid(rows.load(tenant, table, keys), writes, { tenant, table, keys }),
      write: async (tenant, table, changes) => void writes.push({ tenant, table, changes }),
      move: async (from, to) => {
        if (rows.content().position !== from)
          throw new CheckpointMoved(`the checkpoint is no longer at ${from}`);
        move = { from, to };
      },
    };
    const result = await work(tx);
    await send('commit', () => rows.commit(writes, move));
    return result;
  },
});

/** What a transaction reads: the rows as they are, with what it wrote itself. */
const overlaid = (
  found: readonly Row[],
  writes: readonly Write[],
  { tenant, table, keys }: { tenant: string; table: TableShape; keys: readonly (readonly string[])[] },
): readonly Row[] => {
  const own = writes.filter((write) => write.tenant === tenant && write.table.table === table.table);
  if (own.length === 0) return found;
  const wanted = new Set(keys.map(rowKey));
  const rows = new Map(found.map((row) => [keyOf(table, row), row]));
  for (const { changes } of own) {
    for (const row of changes.put) if (wanted.has(keyOf(table, row))) rows.set(keyOf(table, row), row);
    for (const key of changes.remove) rows.delete(rowKey(key));
  }
  return [...rows.values()];
};
