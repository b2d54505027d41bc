import type { Database } from './database.ts';
import { inTransaction } from './transaction.ts';
import { RebuildRefused } from './shadow-schema.ts';

// Any number, the same for everyone who rebuilds the read models of this database at the same time.
const REBUILD_LOCK = 7_205_759_405;

/**
 * Runs `work` while nobody else rebuilds. Rejects with {@link RebuildRefused} when somebody does, and when the role
 * owns no tables, or sees the rows of every tenant: its comparison would mix them.
 */
export const aloneRebuilding = <T>(owner: Database, work: () => Promise<T>): Promise<T> =>
  inTransaction(owner, async (tx) => {
    const [role] = await tx.query(
      `select current_user as name, rolsuper or rolbypassrls as is_mighty,
         has_database_privilege(current_database(), 'create') as may_create,
         (select count(*) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and c.relowner <> r.oid) as foreign_tables
       from pg_roles r where rolname = current_user`,
    );
    const name = String(role?.['name']);
    const remedy = 'take the owner of the schema, registry_owner';
    if (role?.['is_mighty'] === true)
      throw new RebuildRefused(`the database role ${name} is above row-level security: ${remedy}`);
    if (Number(role?.['foreign_tables']) > 0 || role?.['may_create'] !== true)
      throw new RebuildRefused(`the database role ${name} lacks rights to the tables: ${remedy}`);
    const [lock] = await tx.query('select pg_try_advisory_xact_lock($1) as taken', [REBUILD_LOCK]);
    if (lock?.['taken'] !== true)
      throw new RebuildRefused('somebody else rebuilds these read models: wait for that to end');
    // It holds the lock, and says nothing until the end.
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    return work();
  });
