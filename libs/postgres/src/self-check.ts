import type { Database } from './database.ts';
import { inTransaction } from './transaction.ts';

/** Tables without a tenant, each for a reason: the projection's position and the list of migrations. */
export const TENANTLESS_TABLES = ['projection_checkpoint', 'migrations'] as const;

export class RoleUnsafe extends Error {
  override readonly name = 'RoleUnsafe';
}

/**
 * Refuses a role that could see across tenants: superuser, BYPASSRLS, owner of anything; and a schema in which a
 * table with tenants lacks enabled and forced row-level security. Throws {@link RoleUnsafe} naming all of it.
 */
export const verifyRole = (database: Database): Promise<void> =>
  inTransaction(database, async (tx) => {
    const [role] = await tx.query(
      `select rolsuper, rolbypassrls, current_user as name,
        (select count(*) from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'v', 'm', 'p')) as owned
       from pg_roles r where rolname = current_user`,
    );
    const open = await tx.query(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> all ($1)
         and not (c.relrowsecurity and c.relforcerowsecurity)
       order by 1`,
      [TENANTLESS_TABLES],
    );
    const problems = [
      ...(role?.['rolsuper'] === true ? ['it is a superuser'] : []),
      ...(role?.['rolbypassrls'] === true ? ['it has BYPASSRLS'] : []),
      ...(Number(role?.['owned']) > 0 ? ['it owns tables'] : []),
      ...open.map(({ name }) => `row-level security is not forced on ${String(name)}`),
    ];
    if (problems.length > 0) {
      throw new RoleUnsafe(`the database role ${String(role?.['name'])} is refused: ${problems.join('; ')}`);
    }
  });
