import type { ReadModelStore } from '@policy-registry/kernel';

import { moveCheckpoint, readCheckpoint } from './checkpoint.ts';
import { closeDatabase, openDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { readModelTransaction } from './read-model-store.ts';
import { inTransaction, type Transaction } from './transaction.ts';

/** The schema in which read models are folded anew, beside those in use. Nobody but the owner may look into it. */
export const SHADOW = 'read_models_rebuild';

/** The database, or the role in it, is not fit for a rebuild; the message says what to do. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
}

/**
 * Makes the shadow schema by the migrations themselves, so that it has the grants and policies of a new
 * installation; one that an earlier rebuild left behind is dropped. Rejects with {@link RebuildRefused} when the
 * migrations are not those that the tables in use have had.
 */
export const createShadow = async (
  owner: Database,
  { ownerUrl, migrations }: { readonly ownerUrl: string; readonly migrations: string },
): Promise<void> => {
  await dropShadow(owner);
  await inTransaction(owner, (tx) => tx.query(`create schema ${SHADOW}`));
  await migrate(ownerUrl, migrations, SHADOW);
  await inTransaction(owner, verifyMigrations);
};

export const dropShadow = async (owner: Database): Promise<void> => {
  await inTransaction(owner, (tx) => tx.query(`drop schema if exists ${SHADOW} cascade`));
};

/** The tables in use and their shadows have had the same migrations. */
export const verifyMigrations = async (tx: Transaction): Promise<void> => {
  const differing = await tx.query(
    `select coalesce(l.name, s.name) as name, l.name is null as is_new
     from public.migrations l full join ${SHADOW}.migrations s on s.name = l.name
     where l.name is null or s.name is null order by 1`,
  );
  const [first] = differing;
  if (first === undefined) return;
  throw new RebuildRefused(
    first['is_new'] === true
      ? `the database has not had the migration ${String(first['name'])}: run tools/migrate first`
      : `the database has had the migration ${String(first['name'])}, which this program does not know: use that of the registry's version`,
  );
};

/** Lends the shadow's rows; their checkpoint is their own, and nobody is told when it moves. */
export const withShadowStore = async <T>(
  ownerUrl: string,
  work: (store: ReadModelStore) => Promise<T>,
): Promise<T> => {
  const database = await openDatabase({
    url: ownerUrl,
    applicationName: 'registry-rebuild',
    connectionsMax: 1,
    isRebuildable: true,
    schema: SHADOW,
  });
  try {
    return await work({
      checkpoint: () => inTransaction(database, readCheckpoint),
      transaction: (within) => inTransaction(database, (tx) => within(untold(tx))),
    });
  } finally {
    await closeDatabase(database);
  }
};

/** The same within a transaction of its lender. */
export const shadowStoreIn = (tx: Transaction): ReadModelStore => ({
  checkpoint: () => inShadow(tx, () => readCheckpoint(tx)),
  transaction: (within) => inShadow(tx, () => within(untold(tx))),
});

const untold = (tx: Transaction) => ({
  ...readModelTransaction(tx),
  move: (from: number, to: number) => moveCheckpoint(tx, from, to),
});

const inShadow = async <T>(tx: Transaction, work: () => Promise<T>): Promise<T> => {
  await tx.query(`set local search_path = ${SHADOW}`);
  const result = await work();
  await tx.query('set local search_path = public');
  return result;
};
