import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

import { sessionOptions } from './database.ts';
import type { Transaction } from './transaction.ts';

const NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;
// TypeORM reads the order of migrations from a 13-digit time at the end of their names; ours are numbered.
const FIRST_MIGRATION_TIME = 1_700_000_000_000;
// Any number, the same for everyone who migrates this database at the same time.
const MIGRATION_LOCK = 7_205_759_403;
const CONNECT_MS_MAX = 10_000;
/** A migration that waits for a table makes everybody else wait for it too. A statement itself may take its time. */
const LOCK_MS_MAX = 30_000;

/** Runs the numbered SQL files of `directory` that the schema has not had yet, each in its own transaction. */
export const migrate = async (
  ownerUrl: string,
  directory: string,
  schema = 'public',
): Promise<readonly string[]> => {
  const migrations = await readMigrations(directory);
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations,
    migrationsTransactionMode: 'each',
    connectTimeoutMS: CONNECT_MS_MAX,
    extra: { max: 2, keepAlive: true, options: sessionOptions({ search_path: schema }) },
    logging: false,
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    // Whoever migrates at the same time is waited for.
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await source.runMigrations();
    return done.map(({ name }) => name);
  } finally {
    await lock.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.release();
    await source.destroy();
  }
};

/** The migrations that the database has had, in their order; the owner alone may ask. */
export const appliedMigrations = async (tx: Transaction): Promise<readonly string[]> =>
  (await tx.query('select name from migrations order by id')).map(({ name }) => String(name));

/** The migrations of a directory, in their order, as {@link appliedMigrations} names them. */
export const knownMigrations = async (directory: string): Promise<readonly string[]> =>
  (await readMigrations(directory)).map((migration) => String(new migration().name));

const readMigrations = async (directory: string): Promise<(new () => MigrationInterface)[]> => {
  const files = (await readdir(directory)).filter((file) => NAME.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const [, number = '', title = ''] = NAME.exec(file) ?? [];
      return toMigration(number, title, await readFile(join(directory, file), 'utf8'));
    }),
  );
};

const toMigration = (number: string, title: string, sql: string): new () => MigrationInterface =>
  class implements MigrationInterface {
    readonly name = `${title}${FIRST_MIGRATION_TIME + Number(number)}`;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`set local lock_timeout = ${LOCK_MS_MAX}`);
      await runner.query(sql);
    }
    down(): Promise<void> {
      return Promise.reject(new Error('migrations only go forward: restore a backup instead'));
    }
  };
