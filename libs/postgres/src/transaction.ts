import type { QueryRunner } from 'typeorm';

import type { Database } from './database.ts';

/** A lent connection inside its transaction. One statement at a time. */
export type Transaction = {
  /** Rows as the driver gives them: `bigint` as text, `jsonb` parsed. */
  readonly query: (
    text: string,
    values?: readonly unknown[],
  ) => Promise<readonly Readonly<Record<string, unknown>>[]>;
};

/** Runs `work` in one transaction and commits it, or rolls back and rethrows. */
export const inTransaction = async <T>(
  { source }: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    const result = await work(lend(runner));
    await runner.commitTransaction();
    return result;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
};

/**
 * Runs `work` in one transaction that can see only `tenant`'s rows. The setting dies with the transaction, so a
 * pooled connection carries nothing over.
 */
export const inTenant = <T>(
  database: Database,
  tenant: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> =>
  inTransaction(database, async (tx) => {
    await enterTenant(tx, tenant);
    return work(tx);
  });

/** Narrows the rest of the transaction to `tenant`'s rows. */
export const enterTenant = async (tx: Transaction, tenant: string): Promise<void> => {
  await tx.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
};

const lend = (runner: QueryRunner): Transaction => ({
  query: async (text, values = []) => {
    const result: unknown = await runner.query(text, [...values]);
    // Statements without rows answer with [rows, affected]; nobody here asks for the count.
    return Array.isArray(result) ? result : [];
  },
});
