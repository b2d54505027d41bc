import { sha256Hex } from '@policy-registry/kernel';
import { Client, type PoolClient } from 'pg';

import type { Database } from './database.ts';

/** Rows as the driver gives them: `bigint` as text, `jsonb` parsed. */
export type ResultRows = readonly Readonly<Record<string, unknown>>[];

/**
 * A lent connection inside its transaction. Statements run one after the other in the order in which they were asked,
 * whether or not the answers were waited for: those that need no answer of each other go in one round trip.
 */
export type Transaction = {
  readonly query: (text: string, values?: readonly unknown[]) => Promise<ResultRows>;
};

/** Runs `work` in one transaction and commits it, or rolls back and rethrows. */
export const inTransaction = <T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  onSession(database, async (tx) => {
    // Goes with the first statement.
    const begun = tx.query('begin');
    try {
      const [result] = await Promise.all([work(tx), begun]);
      await tx.query('commit');
      return result;
    } catch (error) {
      // Behind whatever is still under way. A session that broke off has nothing to roll back.
      await tx.query('rollback').catch(() => undefined);
      throw error;
    }
  });

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
    const entered = enterTenant(tx, tenant);
    const [result] = await Promise.all([work(tx), entered]);
    return result;
  });

/**
 * Asks all of `statements` in one transaction that can see only `tenant`'s rows, and in one round trip. Each sees what
 * was committed before it. Rejects with the first fault.
 */
export const askInTenant = <const Statements extends readonly Statement[]>(
  database: Database,
  tenant: string,
  statements: Statements,
): Promise<{ readonly [At in keyof Statements]: ResultRows }> =>
  onSession(database, async (tx) => {
    const asked = [
      tx.query('begin'),
      enterTenant(tx, tenant),
      ...statements.map(({ text, values }) => tx.query(text, values)),
      // Of a transaction that failed it is its end as well.
      tx.query('commit'),
    ];
    // The session is given back when nothing is under way on it.
    await Promise.allSettled(asked);
    const [, , ...answers] = await Promise.all(asked);
    // One answer for each statement, in their order.
    return answers.slice(0, -1) as { readonly [At in keyof Statements]: ResultRows };
  });

/** A statement with its parameters. */
export type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** Narrows the rest of the transaction to `tenant`'s rows. */
export const enterTenant = async (tx: Transaction, tenant: string): Promise<void> => {
  await tx.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
};

const onSession = async <T>({ source }: Database, work: (tx: Transaction) => Promise<T>): Promise<T> => {
  const runner = source.createQueryRunner();
  const lending = { isOver: false };
  try {
    const session: PoolClient = await runner.connect();
    return await work(lend(session, lending));
  } finally {
    lending.isOver = true;
    await runner.release();
  }
};

const lend = (session: PoolClient, lending: { readonly isOver: boolean }): Transaction => {
  const gather = gatherer(session);
  return {
    query: async (text, values) => {
      // Somebody else's transaction may be on the session by now.
      if (lending.isOver) throw new Error('the connection was released: the transaction is over');
      gather();
      const { rows } = await session.query<Record<string, unknown>>(
        values === undefined ? text : { name: nameOf(text), text, values: [...values] },
      );
      return rows;
    },
  };
};

// Statements with parameters are few and come again and again: each is parsed once per session.
const nameOf = (text: string): string => `s${sha256Hex(text).slice(0, 32)}`;

/** What is longer than this goes at once: the server then works on it while the next statement is being written. */
const GATHERED_BYTES_MAX = 32 * 1024;

/** Has what is asked within one turn of the event loop sent as one write, instead of several per statement. */
const gatherer = (session: PoolClient): (() => void) => {
  const stream = session instanceof Client ? session.connection.stream : undefined;
  let isGathering = false;
  return () => {
    if (stream === undefined) return;
    if (isGathering && stream.writableLength > GATHERED_BYTES_MAX) {
      stream.uncork();
      stream.cork();
    }
    if (isGathering) return;
    isGathering = true;
    stream.cork();
    setImmediate(() => {
      isGathering = false;
      stream.uncork();
    });
  };
};
