import { describe, expect, it } from '@jest/globals';
import { TENANTLESS_TABLES } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { tables } from '@policy-registry/read-models';

// How tenants are kept apart in these tables is asked of the catalogue by the specs of libs/postgres.

/** No read models: the keys under which reasons and comments are written, and the last heartbeats, of which few are events. */
const NOT_FOLDED = ['tenant_text_key', 'consumer_heartbeat'];

databaseSuite('the migrated schema', (database) => {
  it('has the tables of the read models, and no other', async () => {
    const found = await database().admin(
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1`,
    );
    expect(found.map(({ name }) => name)).toStrictEqual(
      [...tables.map(({ table }) => table), ...NOT_FOLDED, ...TENANTLESS_TABLES].toSorted(),
    );
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
});
