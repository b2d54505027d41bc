import { describe, expect, it } from '@jest/globals';
import { TENANTLESS_TABLES } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { tables } from '@policy-registry/read-models';

/** Not a read model: the keys under which reasons and comments are written. */
const KEYS = 'tenant_text_key';
const FILTER = `(tenant_id = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))`;

databaseSuite('the migrated schema', (database) => {
  const ofTenants = [...tables.map(({ table }) => table), KEYS].toSorted();

  it('has the tables of the read models, and no other', async () => {
    const found = await database().admin(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1`,
    );
    expect(found.map(({ name }) => name)).toStrictEqual([...ofTenants, ...TENANTLESS_TABLES].toSorted());
  });

  describe.each(tables.map((table) => [table.table, table] as const))('for %s', (name, { columns, key }) => {
    it('has exactly the columns that are folded, with their types', async () => {
      const found = await database().admin(
        `select column_name as name, data_type as type from information_schema.columns
         where table_schema = 'public' and table_name = $1`,
        [name],
      );
      const types = Object.fromEntries(found.map((column) => [column['name'], column['type']]));
      expect(types).toStrictEqual({ tenant_id: 'text', ...columns });
    });

    it('has the key that rows are folded by, after the tenant', async () => {
      const found = await database().admin(
        `select a.attname as name from pg_index i
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
         where i.indrelid = $1::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)`,
        [name],
      );
      expect(found.map((column) => column['name'])).toStrictEqual(['tenant_id', ...key]);
    });

    it('orders its text by bytes', async () => {
      const found = await database().admin(
        `select a.attname as name from pg_attribute a join pg_collation c on c.oid = a.attcollation
         where a.attrelid = $1::regclass and a.attnum > 0 and c.collname <> 'C'`,
        [name],
      );
      expect(found).toStrictEqual([]);
    });
  });

  it.each(ofTenants)('isolates tenants in %s, from its owner too', async (name) => {
    const [flags] = await database().admin(
      'select relrowsecurity as enabled, relforcerowsecurity as forced from pg_class where oid = $1::regclass',
      [name],
    );
    expect(flags).toStrictEqual({ enabled: true, forced: true });
    const policies = await database().admin(
      'select permissive, roles::text, cmd, qual, with_check from pg_policies where tablename = $1',
      [name],
    );
    expect(policies).toStrictEqual([
      { permissive: 'PERMISSIVE', roles: '{public}', cmd: 'ALL', qual: FILTER, with_check: FILTER },
    ]);
  });

  it('has no unique or foreign key that would tell of another tenant’s rows', async () => {
    const found = await database().admin(
      `select conrelid::regclass::text as name from pg_constraint c
       where connamespace = 'public'::regnamespace and contype in ('u', 'p', 'f') and conrelid::regclass::text = any ($1)
         and (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) <> 'tenant_id'`,
      [ofTenants],
    );
    expect(found).toStrictEqual([]);
  });

  it('lets the gateway read and nothing else', async () => {
    const found = await database().admin(
      `select distinct privilege_type as privilege from information_schema.role_table_grants where grantee = 'registry_gateway'`,
    );
    expect(found).toStrictEqual([{ privilege: 'SELECT' }]);
  });

  it('has no function that runs with its owner’s rights', async () => {
    const found = await database().admin(
      `select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`,
    );
    expect(found).toStrictEqual([]);
  });
});
