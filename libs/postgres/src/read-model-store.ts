import type { Row } from '@policy-registry/kernel';

import { moveCheckpoint, notifyPosition, readCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { loadRows, putRows, removeRows, type TableShape } from './read-model-rows.ts';
import { enterTenant, inTransaction } from './transaction.ts';

/** The rows of the read models, and how far in the log they are. */
export type ReadModelStore = {
  /** Sequence of the last event that the rows have; 0 for none. */
  readonly checkpoint: () => Promise<number>;
  /** Runs `work` and keeps all that it wrote, or nothing of it when it rejects. */
  readonly transaction: <T>(work: (tx: ReadModelTransaction) => Promise<T>) => Promise<T>;
};

export type ReadModelTransaction = {
  readonly load: (tenant: string, table: TableShape, keys: readonly RowKey[]) => Promise<readonly Row[]>;
  readonly write: (tenant: string, table: TableShape, changes: RowChanges) => Promise<void>;
  /**
   * Moves the checkpoint together with what is written, and tells listeners of these tenants at commit. The transaction
   * rejects with CheckpointMoved when the checkpoint is not at `from`.
   */
  readonly move: (from: number, to: number, tenants: readonly string[]) => Promise<void>;
};

/** The columns of a row's key, in their order. */
export type RowKey = readonly string[];
export type RowChanges = { readonly put: readonly Row[]; readonly remove: readonly RowKey[] };

export const postgresReadModelStore = (database: Database): ReadModelStore => ({
  checkpoint: () => inTransaction(database, readCheckpoint),
  transaction: (work) =>
    inTransaction(database, (tx) =>
      work({
        load: async (tenant, table, keys) => {
          await enterTenant(tx, tenant);
          return loadRows(tx, tenant, table, keys);
        },
        write: async (tenant, table, { put, remove }) => {
          await enterTenant(tx, tenant);
          await putRows(tx, tenant, table, put);
          await removeRows(tx, tenant, table, remove);
        },
        move: async (from, to, tenants) => {
          await moveCheckpoint(tx, from, to);
          await notifyPosition(tx, to, tenants);
        },
      }),
    ),
});
