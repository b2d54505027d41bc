import { setTimeout as pause } from 'node:timers/promises';

import type { TableShape } from '@policy-registry/kernel';

import type { Database } from './database.ts';
import { RebuildRefused } from './shadow-schema.ts';
import { inTransaction } from './transaction.ts';

/** As long as others may have to wait in line behind this; then they go first. */
const LOCK_WAIT_MS = 1_000;
const PAUSE_MS = 100;
const ATTEMPTS_MAX = 200;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Every tenant that has a row in one of these tables, whoever knows of it. Row-level security holds for the owner too: it is
 * lifted in a transaction that has the table alone, reads a row of each tenant, and puts it back, so that nobody ever sees a table
 * without it. A table in use is waited for. Rejects with {@link RebuildRefused} when it stays so.
 */
export const tenantsWithRows = async (
  owner: Database,
  tables: readonly TableShape[],
): Promise<readonly string[]> => {
  const tenants = new Set<string>();
  for (const { table } of tables) for (const tenant of await tenantsIn(owner, table)) tenants.add(tenant);
  return [...tenants];
};

const tenantsIn = async (owner: Database, table: string): Promise<readonly string[]> => {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    try {
      return await inTransaction(owner, async (tx) => {
        await tx.query(`set local lock_timeout = ${LOCK_WAIT_MS}`);
        await tx.query(`lock table public.${table} in access exclusive mode`);
        await tx.query(`alter table public.${table} no force row level security`);
        const rows = await tx.query(distinctTenants(table));
        await tx.query(`alter table public.${table} force row level security`);
        return rows.map((row) => String(row['tenant_id']));
      });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
      await pause(PAUSE_MS);
    }
  }
  throw new RebuildRefused(
    `the table ${table} is always in use: end the long transaction (pg_stat_activity) and run it again`,
  );
};

// From one tenant to the next by the key, which begins with it: as long as there are tenants, not rows.
const distinctTenants = (table: string): string =>
  `with recursive found as (
     (select tenant_id from public.${table} order by tenant_id limit 1)
     union all
     select (select tenant_id from public.${table} where tenant_id > found.tenant_id order by tenant_id limit 1)
     from found where found.tenant_id is not null)
   select tenant_id from found where tenant_id is not null`;
