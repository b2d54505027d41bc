import { inDatabase } from '@policy-registry/platform';
import {
  askInTenant,
  CHECKPOINT,
  checkpointIn,
  enterTenant,
  hashTable,
  inTenant,
  inTransaction,
  readCheckpoint,
  readTextKey,
  type Database,
} from '@policy-registry/postgres';
import { tables } from '@policy-registry/read-models';

import { Unavailable } from '../edge/problem.ts';
import type { ReadModels } from './read-models.ts';
import { toResource } from './to-resource.ts';

/** The read models in PostgreSQL, each read in a transaction that sees one tenant's rows. */
export const postgresReadModels = (database: Database): ReadModels => ({
  rows: (tenant, query) =>
    answered({ tenant, text: query.text }, async () => {
      const [rows] = await askInTenant(database, tenant, [query]);
      return rows.map(toResource);
    }),

  positioned: (tenant, query) =>
    answered({ tenant, text: query.text }, async () => {
      // In this order: each statement sees what was committed before it, so the row is not older than the position.
      const [checkpoint, [row]] = await askInTenant(database, tenant, [CHECKPOINT, query]);
      return { position: checkpointIn(checkpoint), row: row && toResource(row) };
    }),

  state: (tenant) =>
    answered({ tenant }, () =>
      inTransaction(database, async (tx) => {
        await tx.query('set transaction isolation level repeatable read, read only');
        // Before the view is taken: tables that are swapped for rebuilt ones are looked at before or after, not across.
        await tx.query('lock table projection_checkpoint in access share mode');
        await enterTenant(tx, tenant);
        const position = await readCheckpoint(tx);
        const hashes: Record<string, string> = {};
        for (const table of tables) hashes[table.table] = await hashTable(tx, table);
        return { position, tables: hashes };
      }),
    ),

  textKey: (tenant) => answered({ tenant }, () => inTenant(database, tenant, readTextKey)),
  position: () => answered({}, () => inTransaction(database, readCheckpoint)),
});

// SQLSTATE classes of statements that are wrong in themselves; everything else is the server, or the way to it.
const FAULTY_STATEMENT = /^(0A|22|23|42)/;

type Asked = { readonly tenant?: string; readonly text?: string };

const answered = async <T>({ tenant, text }: Asked, read: () => Promise<T>): Promise<T> => {
  const attributes = tenant === undefined ? {} : { 'policy.tenant': tenant };
  try {
    return await inDatabase({ operation: 'SELECT', ...(text !== undefined && { text }), attributes }, read);
  } catch (error) {
    if (FAULTY_STATEMENT.test(codeOf(error))) throw error;
    throw new Unavailable('the database does not answer', { cause: error });
  }
};

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
