import type { ReadModelStore, TableShape } from '@policy-registry/kernel';

import { moveCheckpoint, notifyPosition, readCheckpoint } from './checkpoint.ts';
import type { Database } from './database.ts';
import { isolationFaults } from './isolation-rules.ts';
import { RebuildRefused, SHADOW, shadowStoreIn, verifyMigrations } from './shadow-schema.ts';
import { inTransaction, type Transaction } from './transaction.ts';

const LOCK_WAIT_MS = 3_000;
/** Tries to have all tables at once; each waits for the one that was in the way of the last. */
const ATTEMPTS_MAX = 100;
const LOCK_NOT_AVAILABLE = '55P03';
const DEPENDENT_OBJECTS = '2BP01';

/** What each service may do with a table of the read models. */
const GRANTS: Readonly<Record<string, string>> = {
  registry_projector: 'select, insert, update, delete',
  registry_gateway: 'select',
};

export type Swap = {
  readonly tables: readonly TableShape[];
  readonly tenants: () => readonly string[];
  /** Brings the shadow to this position of the log, through the store that it is given. */
  readonly bringTo: (store: ReadModelStore, position: number) => Promise<void>;
};

/**
 * Puts the shadow's tables in the place of those in use, with their checkpoint, in one transaction, and drops the others.
 * Whoever follows the checkpoint goes on behind it: it never goes back. Answers the position. Rejects with
 * {@link RebuildRefused} when isolation would not be what it has to be; then everything is as it was.
 */
export const swapShadow = async (owner: Database, swap: Swap): Promise<number> => {
  const names = [...swap.tables.map(({ table }) => table), 'projection_checkpoint'];
  let inTheWay = names[0] ?? '';
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    try {
      return await inTransaction(owner, async (tx) => {
        await takeAll(tx, names, inTheWay);
        return exchange(tx, swap);
      });
    } catch (error) {
      if (!(error instanceof InTheWay)) throw error;
      inTheWay = error.table;
    }
  }
  throw new RebuildRefused(
    `somebody holds the table ${inTheWay}, so nothing was swapped: end the long transaction (pg_stat_activity) and run it again`,
  );
};

class InTheWay extends Error {
  readonly table: string;
  constructor(table: string) {
    super(`the table ${table} is in use`);
    this.table = table;
  }
}

// Waiting for one table alone, with none in hand, can end in no deadlock; autovacuum steps aside for who waits.
const takeAll = async (tx: Transaction, names: readonly string[], first: string): Promise<void> => {
  await tx.query(`set local lock_timeout = ${LOCK_WAIT_MS}`);
  await taking(tx, first, '');
  for (const name of names) if (name !== first) await taking(tx, name, 'nowait');
};

const taking = async (tx: Transaction, table: string, how: string): Promise<void> => {
  try {
    await tx.query(`lock table public.${table} in access exclusive mode ${how}`);
  } catch (error) {
    if (codeOf(error) === LOCK_NOT_AVAILABLE) throw new InTheWay(table);
    throw error;
  }
};

const exchange = async (tx: Transaction, { tables, tenants, bringTo }: Swap): Promise<number> => {
  await verifyMigrations(tx);
  const live = await readCheckpoint(tx);
  const shadow = shadowStoreIn(tx);
  if ((await shadow.checkpoint()) < live) await bringTo(shadow, live);
  const position = await shadow.checkpoint();
  // No tenant is in force any more.
  await tx.query(`select set_config('app.tenant_id', '', true)`);

  await dropAllBut(tx, tables);
  await verifyIsolation(tx, tables);
  for (const { table } of tables) {
    await dropped(tx, table);
    await tx.query(`alter table ${SHADOW}.${table} set schema public`);
  }
  await tx.query(`drop schema ${SHADOW}`);
  if (position !== live) await moveCheckpoint(tx, live, position);
  await notifyPosition(tx, position, tenants());
  return position;
};

const dropped = async (tx: Transaction, table: string): Promise<void> => {
  try {
    await tx.query(`drop table public.${table}`);
  } catch (error) {
    if (codeOf(error) !== DEPENDENT_OBJECTS) throw error;
    throw new RebuildRefused(
      `something that no migration made depends on the table ${table}: drop it first`,
      {
        cause: error,
      },
    );
  }
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** What the migrations made besides read models is not swapped: text keys are in no log. */
const dropAllBut = async (tx: Transaction, tables: readonly TableShape[]): Promise<void> => {
  const others = await tx.query(
    `select format('drop table %s', c.oid::regclass) as statement from pg_class c
     where c.relnamespace = '${SHADOW}'::regnamespace and c.relkind = 'r' and c.relname <> all ($1)`,
    [tables.map(({ table }) => table)],
  );
  for (const { statement } of others) await tx.query(String(statement));
};

/** Grants, policies and forced row-level security of the tables that are about to be used. */
const verifyIsolation = async (tx: Transaction, tables: readonly TableShape[]): Promise<void> => {
  const faults = (await isolationFaults(tx)).filter((fault) => fault.includes(SHADOW));
  for (const { table } of tables) {
    for (const [role, privileges] of Object.entries(GRANTS)) {
      for (const privilege of privileges.split(', ')) {
        const [grant] = await tx.query('select has_table_privilege($1, $2, $3) as has', [
          role,
          `${SHADOW}.${table}`,
          privilege,
        ]);
        if (grant?.['has'] !== true) faults.push(`${role} lacks ${privilege} on ${table}`);
      }
    }
  }
  if (faults.length > 0) throw new RebuildRefused(`the new tables are not isolated: ${faults.join('; ')}`);
};
