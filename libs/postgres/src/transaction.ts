import { Client } from 'pg';
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
  { source, silenceMsMax }: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const runner = source.createQueryRunner();
  const answered = <Answer>(ask: () => Promise<Answer>) => orBreakOff(runner, silenceMsMax, ask);
  try {
    await answered(() => runner.startTransaction());
    const result = await work(lend(runner, answered));
    await answered(() => runner.commitTransaction());
    return result;
  } catch (error) {
    // A connection that is lost took its transaction with it.
    if (runner.isTransactionActive) await answered(() => runner.rollbackTransaction()).catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
};

type Answered = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;

/** The driver would give a connection that never answered back to the pool: one that is broken off leaves it. */
const orBreakOff = async <Answer>(
  runner: QueryRunner,
  silenceMsMax: number,
  ask: () => Promise<Answer>,
): Promise<Answer> => {
  const client: unknown = await runner.connect();
  const timer = setTimeout(() => {
    if (client instanceof Client) client.connection.stream.destroy();
  }, silenceMsMax);
  try {
    return await ask();
  } finally {
    clearTimeout(timer);
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

const lend = (runner: QueryRunner, answered: Answered): Transaction => ({
  query: async (text, values = []) => {
    const result: unknown = await answered(() => runner.query(text, [...values]));
    // Statements without rows answer with [rows, affected]; nobody here asks for the count.
    return Array.isArray(result) ? result : [];
  },
});
