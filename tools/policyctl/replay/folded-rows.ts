import { stateHash, tableHash, type Row } from '@policy-registry/kernel';
import { tables, type WorkingRows } from '@policy-registry/read-models';

/** The rows of every read model of every tenant, in memory. */
export type FoldedRows = WorkingRows & {
  /** The hash of each table of a tenant, and one over them. */
  readonly hashesOf: (tenant: string) => TableHashes;
};

export type TableHashes = { readonly tables: Readonly<Record<string, string>>; readonly stateHash: string };

export const foldedRows = (): FoldedRows => {
  const kept = new Map<string, Map<string, Row>>();
  const rowsOf = (tenant: string, table: string): Map<string, Row> => {
    const name = `${tenant} ${table}`;
    const rows = kept.get(name) ?? new Map<string, Row>();
    kept.set(name, rows);
    return rows;
  };
  return {
    get: (tenant, table, key) => rowsOf(tenant, table).get(key),
    set: (tenant, table, key, row) => {
      if (row === undefined) rowsOf(tenant, table).delete(key);
      else rowsOf(tenant, table).set(key, row);
    },
    hashesOf: (tenant) => {
      const hashes = Object.fromEntries(
        tables.map((model) => [model.table, tableHash(model, [...rowsOf(tenant, model.table).values()])]),
      );
      return { tables: hashes, stateHash: stateHash(hashes) };
    },
  };
};
