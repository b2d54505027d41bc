import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';

import { ROLES, type DatabaseRole } from './roles.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { tenantTables, type TenantTable } from './isolation-rules.ts';
import { hasOwnKey, insertOf, insertOfNew, seedOf } from './testing/isolation-rows.ts';
import { secured } from './testing/isolation-violations.ts';
import { inTransaction } from './transaction.ts';

// What a session in one tenant could ask in order to learn whether another tenant has something, without reading it.
// Every question is asked where there is something to learn as well: in the tenant's own rows, or of a planted table.

const WRITERS = ['registry_owner', 'registry_projector'] as const;
// A plan is made for good after five executions.
const EXECUTIONS = 8;

databaseSuite('what another tenant has', (database) => {
  let admin: Client;
  let sessions: Readonly<Record<DatabaseRole, Client>>;
  let tables: readonly TenantTable[];
  beforeAll(async () => {
    const { session, as } = database();
    admin = await session('admin');
    sessions = {
      registry_owner: await session('registry_owner'),
      registry_projector: await session('registry_projector'),
      registry_gateway: await session('registry_gateway'),
    };
    tables = await inTransaction(await as('registry_owner', 1), tenantTables);
    for (const table of tables) await admin.query(`${seedOf(table)}; analyze ${table.table}`);
  });

  /** What a statement answers in a tenant, or everything that its error says; nothing of it is kept. */
  const ask = async (role: DatabaseRole, tenant: string, sql: string): Promise<unknown> => {
    const session = sessions[role];
    await session.query(`begin; select set_config('app.tenant_id', '${tenant}', true)`);
    try {
      const answers = [await session.query(sql)].flat();
      return answers.at(-1)?.rows;
    } catch (error) {
      return said(error);
    } finally {
      await session.query('rollback');
    }
  };

  describe('is not told by a key', () => {
    it.each(WRITERS)('that %s wants to take, in any table', async (role) => {
      const withKeys = tables.filter(hasOwnKey);
      for (const table of withKeys) {
        // Acme has the first key and globex has not.
        expect([table.table, await ask(role, 'globex', insertOf(table, 'globex', 1))]).toStrictEqual([
          table.table,
          [],
        ]);
        const own = await ask(role, 'acme', insertOf(table, 'acme', 1));
        expect(own).toMatchObject({ code: '23505' });
      }
      expect(withKeys.length).toBeGreaterThan(0);
    });

    it.each(WRITERS)('that %s names in a row of the other tenant, in any table', async (role) => {
      for (const table of tables) {
        const taken = await ask(role, 'globex', insertOf(table, 'acme', 1));
        const free = await ask(role, 'globex', insertOfNew(table, 'acme'));
        expect(taken).toStrictEqual(free);
        expect(taken).toMatchObject({ code: '42501', detail: undefined });
      }
    });

    it('but would be by one that does not begin with the tenant, and by a reference of one', async () => {
      await sessions.registry_owner.query(
        `${secured('tenant_id text not null, id text primary key')};
         grant select, insert on planted to registry_projector;
         create table pointing (tenant_id text not null, id text references planted (id));
         grant insert on pointing to registry_projector`,
      );
      try {
        await admin.query(`insert into planted values ('acme', 'one')`);
        const insert = (table: string, id: string) =>
          ask('registry_projector', 'globex', `insert into ${table} values ('globex', '${id}')`);
        expect(await insert('planted', 'one')).toMatchObject({ code: '23505' });
        expect(await insert('planted', 'two')).toStrictEqual([]);
        expect(await insert('pointing', 'one')).toStrictEqual([]);
        expect(await insert('pointing', 'two')).toMatchObject({ code: '23503' });
      } finally {
        await sessions.registry_owner.query('drop table pointing, planted');
      }
    });
  });

  describe('is not told by an error', () => {
    const divide = ({ table }: TenantTable): string =>
      `select from ${table} where 1 / (case when tenant_id = 'acme' then 0 else 1 end) > 0`;

    it.each(ROLES)('of a condition that %s sets, in any table', async (role) => {
      for (const table of tables) {
        expect(await ask(role, 'acme', divide(table))).toMatchObject({ code: '22012' });
        expect(await ask(role, 'globex', divide(table))).toStrictEqual(
          table.columns.some(({ name, isKey }) => isKey && name !== 'tenant_id') ? [{}, {}] : [{}],
        );
      }
    });

    it('but would be by a leakproof function that is none, and by one with its maker’s rights', async () => {
      const [planted] = tables;
      if (planted === undefined) throw new Error('there is no table');
      await admin.query(
        `create function tell(tenant text) returns boolean leakproof cost 0.0001 language plpgsql
           as $$ begin if tenant = 'acme' then raise exception 'acme is there'; end if; return true; end $$;
         create function amount() returns bigint security definer language sql as 'select count(*) from ${planted.table}'`,
      );
      try {
        const told = await ask(
          'registry_gateway',
          'globex',
          `select from ${planted.table} where tell(tenant_id)`,
        );
        expect(told).toMatchObject({ message: 'acme is there' });
        const [all] = (await admin.query(`select count(*) as amount from ${planted.table}`)).rows;
        expect(await ask('registry_gateway', 'globex', 'select amount()')).toStrictEqual([all]);
      } finally {
        await admin.query('drop function tell(text), amount()');
      }
    });
  });

  describe('is not told by the planner', () => {
    it.each(ROLES)('who gives %s no statistics of any table', async (role) => {
      const statistics = `select tablename, attname, most_common_vals, histogram_bounds from pg_stats
        where tablename = any (array[${tables.map(({ table }) => `'${table}'`).join(', ')}])`;
      expect(await ask(role, 'acme', statistics)).toStrictEqual([]);
      expect((await admin.query(statistics)).rows.length).toBeGreaterThan(tables.length);
      for (const catalogue of ['pg_statistic', 'pg_statistic_ext_data', 'pg_authid', 'pg_largeobject'])
        expect(await ask(role, 'acme', `select from ${catalogue}`)).toMatchObject({ code: '42501' });
    });

    it.each(ROLES)('who tells %s of its own rows how many came out', async (role) => {
      for (const { table } of tables) {
        const plan = `explain (analyze, verbose, costs off, timing off, buffers off, format json) select * from ${table}`;
        const [visible] = rowsOf(await ask(role, 'globex', `select count(*)::int as rows from ${table}`));
        const [{ 'QUERY PLAN': plans }] = rowsOf(await ask(role, 'globex', plan)) as [
          { 'QUERY PLAN': unknown },
        ];
        expect(plans).toMatchObject([{ Plan: { 'Actual Rows': visible?.['rows'] } }]);
        expect(JSON.stringify(plans)).not.toMatch(/of acme|key 1/);
      }
    });

    it.each(ROLES)(
      'whose plan, once made for good, serves %s in whichever tenant it is then',
      async (role) => {
        const session = sessions[role];
        for (const { table } of tables) {
          for (let execution = 0; execution < EXECUTIONS; execution += 1) {
            const tenant = execution % 2 === 0 ? 'acme' : 'globex';
            await session.query(`begin; select set_config('app.tenant_id', '${tenant}', true)`);
            const { rows } = await session.query({
              name: `all of ${table}`,
              text: `select distinct tenant_id from ${table} where tenant_id <> $1`,
              values: ['nobody'],
            });
            await session.query('commit');
            expect(rows).toStrictEqual([{ tenant_id: tenant }]);
          }
        }
      },
    );
  });

  it.each(['registry_projector', 'registry_gateway'] as const)(
    'is not told to %s by a sequence',
    async (role) => {
      const { rows } = await admin.query<{ name: string }>(
        `select oid::regclass::text as name from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
      );
      for (const { name } of rows)
        for (const sql of [`select last_value from ${name}`, `select nextval('${name}')`])
          expect(await ask(role, 'acme', sql)).toMatchObject({ code: '42501' });
      expect(rows.length).toBeGreaterThan(0);
      const [first] = rows;
      expect(
        await ask('registry_owner', 'acme', `select last_value > 0 as used from ${first?.name}`),
      ).toStrictEqual([{ used: true }]);
    },
  );
});

const rowsOf = (answer: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(answer) ? answer : [];

/** All that a client is told of an error. */
const said = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const { code, detail, hint, where } = error as Error &
    Record<'code' | 'detail' | 'hint' | 'where', unknown>;
  return { message, code, detail, hint, where };
};
