import type { Database } from './database.ts';
import { enterTenant, inTransaction, type Transaction } from './transaction.ts';

/** A row of the table `timer`: what is to be sent when its time has come. */
export type StoredTimer = {
  readonly timerId: string;
  readonly dueAt: string;
  readonly commandType: string;
  readonly commandData: Readonly<Record<string, unknown>>;
  /** The event that set it. */
  readonly setBy: string;
  readonly correlationId: string;
};

/** The timers of a tenant that are due at `now` (a timestamp), the longest due first, `max` at most. */
export type DueTimers = (tenant: string, now: string, max: number) => Promise<readonly StoredTimer[]>;

export type TimerStore = {
  /**
   * Lets `work` look at timers. Resolves to `false`, with nothing done, where another process is at it: that saves work, and
   * nothing else depends on it. Rejects when `work` does.
   */
  readonly turn: (work: (due: DueTimers) => Promise<void>) => Promise<boolean>;
};

/** One process at a time, by an advisory lock that ends with the transaction. */
export const postgresTimerStore = (database: Database): TimerStore => ({
  turn: (work) =>
    inTransaction(database, async (tx) => {
      const [lock] = await tx.query(
        `select pg_try_advisory_xact_lock(hashtextextended('policy-registry timers', 0)) as free`,
      );
      if (lock?.['free'] !== true) return false;
      await work((tenant, now, max) => dueTimers(tx, { tenant, now, max }));
      return true;
    }),
});

type Asked = { readonly tenant: string; readonly now: string; readonly max: number };

const dueTimers = async (tx: Transaction, { tenant, now, max }: Asked): Promise<readonly StoredTimer[]> => {
  await enterTenant(tx, tenant);
  const rows = await tx.query(
    `select timer_id, due_at, command_type, command_data, set_by, correlation_id
     from timer where due_at <= $1 order by due_at, timer_id limit $2`,
    [now, max],
  );
  return rows.map(toTimer);
};

export const toTimer = (row: Readonly<Record<string, unknown>>): StoredTimer => ({
  timerId: String(row['timer_id']),
  dueAt: String(row['due_at']),
  commandType: String(row['command_type']),
  // The column is jsonb, and what the fold puts there is an object.
  commandData: row['command_data'] as Readonly<Record<string, unknown>>,
  setBy: String(row['set_by']),
  correlationId: String(row['correlation_id']),
});
