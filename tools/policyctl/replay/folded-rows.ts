import {
  isStreamRecord,
  rowsHash,
  stateHash,
  tableHash,
  type Row,
  type RowsHash,
} from '@policy-registry/kernel';
import { tables, type WorkingRows } from '@policy-registry/read-models';

/**
 * The rows of every read model of every tenant, in memory. Of the tables that record the stream the hash alone: no fold
 * looks at them again, and they grow with the log.
 */
export type FoldedRows = WorkingRows & {
  /** The hash of each table of a tenant, and one over them. */
  readonly hashesOf: (tenant: string) => TableHashes;
};

export type TableHashes = { readonly tables: Readonly<Record<string, string>>; readonly stateHash: string };

/** Hears of every row of an audit trail, in the order of the stream. */
export type OnTrail = (tenant: string, row: Row) => void;

const RECORDS: ReadonlySet<string> = new Set(tables.filter(isStreamRecord).map(({ table }) => table));

export const foldedRows = (onTrail: OnTrail = () => undefined): FoldedRows => {
  const rowsOf = byTenantAndTable(() => new Map<string, Row>());
  const recordOf = byTenantAndTable(rowsHash);

  const record = (tenant: string, table: string, row: Row): void => {
    recordOf(tenant, table).add(row);
    if (table === 'audit_trail') onTrail(tenant, row);
  };

  return {
    get: (tenant, table, key) => rowsOf(tenant, table).get(key),
    set: (tenant, table, key, row) => {
      if (row === undefined) rowsOf(tenant, table).delete(key);
      else if (RECORDS.has(table)) record(tenant, table, row);
      else rowsOf(tenant, table).set(key, row);
    },
    hashesOf: (tenant) => {
      const hashOf = (model: (typeof tables)[number]): string =>
        RECORDS.has(model.table)
          ? recordOf(tenant, model.table).hex()
          : tableHash(model, [...rowsOf(tenant, model.table).values()]);
      const hashes = Object.fromEntries(tables.map((model) => [model.table, hashOf(model)]));
      return { tables: hashes, stateHash: stateHash(hashes) };
    },
  };
};

const byTenantAndTable = <T extends Map<string, Row> | RowsHash>(make: () => T) => {
  const made = new Map<string, Map<string, T>>();
  return (tenant: string, table: string): T => {
    const ofTenant = made.get(tenant) ?? new Map<string, T>();
    const found = ofTenant.get(table) ?? make();
    made.set(tenant, ofTenant.set(table, found));
    return found;
  };
};
