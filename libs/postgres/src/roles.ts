import { DataSource } from 'typeorm';

/** The roles of the registry: one owns the schema, two run the services. */
export const ROLES = ['registry_owner', 'registry_projector', 'registry_gateway'] as const;
// Any number, the same for everyone who prepares this database at the same time.
const ROLES_LOCK = 7_205_759_402;
const CONNECT_MS_MAX = 10_000;
/** The wait for another release included. */
const STATEMENT_MS_MAX = 60_000;
export type DatabaseRole = (typeof ROLES)[number];

/** Creates the roles that are missing and sets their passwords. Needs a superuser or a role with CREATEROLE. */
export const ensureRoles = async (
  adminUrl: string,
  passwords: Readonly<Record<DatabaseRole, string>>,
): Promise<void> => {
  const source = new DataSource({
    type: 'postgres',
    url: adminUrl,
    connectTimeoutMS: CONNECT_MS_MAX,
    extra: { max: 1, statement_timeout: STATEMENT_MS_MAX },
  });
  await source.initialize();
  try {
    // Two releases at once would both find a role missing; the lock ends with this one connection.
    await source.query('select pg_advisory_lock($1)', [ROLES_LOCK]);
    for (const role of ROLES) {
      const [found]: readonly unknown[] = await source.query('select 1 from pg_roles where rolname = $1', [
        role,
      ]);
      if (found === undefined)
        await source.query(`create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole`);
      // DDL takes no bind parameter; the server itself quotes the literal.
      const [quoted]: readonly { statement: string }[] = await source.query(
        `select format('alter role ${role} password %L', $1::text) as statement`,
        [passwords[role]],
      );
      if (quoted !== undefined) await source.query(quoted.statement);
    }
    const [database]: readonly { name: string }[] = await source.query(
      'select quote_ident(current_database()) as name',
    );
    await source.query(`alter schema public owner to registry_owner`);
    await source.query(`grant create on database ${database?.name ?? ''} to registry_owner`);
    // A temporary table outlives the transaction on a pooled connection, and stands before a real one of its name.
    await source.query(`revoke temporary on database ${database?.name ?? ''} from public`);
  } finally {
    await source.destroy();
  }
};
