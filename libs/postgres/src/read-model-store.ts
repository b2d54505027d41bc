import type { ReadModelStore, ReadModelTransaction } from '@policy-registry/kernel';

import { moveCheckpoint, notifyPosition, readCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { loadRows, putRows, removeRows } from './read-model-rows.ts';
import { enterTenant, inTransaction, type Transaction } from './transaction.ts';

export const postgresReadModelStore = (database: Database): ReadModelStore => ({
  checkpoint: () => inTransaction(database, readCheckpoint),
  transaction: (work) => inTransaction(database, (tx) => work(readModelTransaction(tx))),
});

/** Reads and writes rows in this transaction, in the schema that it names. */
export const readModelTransaction = (tx: Transaction): ReadModelTransaction => ({
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
});
