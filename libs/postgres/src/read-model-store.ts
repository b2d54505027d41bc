import type { ReadModelStore, ReadModelTransaction } from '@policy-registry/kernel';

import { moveCheckpoint, notifyPosition, readCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { loadRows, putRows, removeRows } from './read-model-rows.ts';
import { enterTenant, inTransaction, type Transaction } from './transaction.ts';

export const postgresReadModelStore = (database: Database): ReadModelStore => ({
  checkpoint: () => inTransaction(database, readCheckpoint),
  transaction: (work) => inTransaction(database, (tx) => work(readModelTransaction(tx))),
});

/**
 * Reads and writes rows in this transaction, in the schema that it names. What is asked of it at once, in any number, is
 * done in that order.
 */
export const readModelTransaction = (tx: Transaction): ReadModelTransaction => {
  let entered: string | undefined;
  // Statements run in the order in which they are asked, so those that follow are the tenant's.
  const enter = async (tenant: string): Promise<void> => {
    if (entered === tenant) return;
    entered = tenant;
    await enterTenant(tx, tenant);
  };
  return {
    load: async (tenant, table, keys) => {
      const [, rows] = await Promise.all([enter(tenant), loadRows(tx, tenant, table, keys)]);
      return rows;
    },
    write: async (tenant, table, { put, remove }) => {
      await Promise.all([
        enter(tenant),
        putRows(tx, tenant, table, put),
        removeRows(tx, tenant, table, remove),
      ]);
    },
    move: async (from, to, tenants) => {
      await Promise.all([moveCheckpoint(tx, from, to), notifyPosition(tx, to, tenants)]);
    },
  };
};
