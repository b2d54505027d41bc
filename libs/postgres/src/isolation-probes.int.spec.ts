import process from 'node:process';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { ROLES, type DatabaseRole } from './roles.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { codeOf, CONTEXTS, probeTable, STATEMENTS, type Sessions } from './testing/isolation-probes.ts';
import { tenantTables, type TenantTable } from './isolation-rules.ts';
import { secured } from './testing/isolation-violations.ts';
import { inTransaction } from './transaction.ts';

const PROBES_MS = 120_000;

databaseSuite('a session of the database', (database) => {
  let sessions: Sessions;
  let tables: readonly TenantTable[];
  beforeAll(async () => {
    const { session } = database();
    sessions = {
      registry_owner: await session('registry_owner'),
      registry_projector: await session('registry_projector'),
      registry_gateway: await session('registry_gateway'),
      admin: await session('admin'),
    };
    tables = await currentTables();
  });
  const currentTables = async (): Promise<readonly TenantTable[]> =>
    inTransaction(await database().as('registry_owner', 1), tenantTables);

  it(
    'reaches the rows of the tenant in force, by what its role may, and no others',
    async () => {
      let count = 0;
      for (const table of tables) {
        const { probes, deviations } = await probeTable(sessions, table);
        count += probes;
        expect(deviations).toStrictEqual([]);
      }
      process.stderr.write(
        `row-level security: ${tables.length} tables × ${ROLES.length} roles × ${CONTEXTS.length} contexts × ${STATEMENTS.length} statements = ${count} probes\n`,
      );
      expect(count).toBe(tables.length * ROLES.length * CONTEXTS.length * STATEMENTS.length);
    },
    PROBES_MS,
  );

  it.each(ROLES)('of %s becomes nobody else', async (role) => {
    const others = [...ROLES.filter((other) => other !== role), 'postgres'];
    for (const other of others)
      for (const sql of [`set role ${other}`, `set session authorization ${other}`]) {
        const refusal = await sessions[role].query(sql).then(() => 'allowed', codeOf);
        expect([sql, refusal]).toStrictEqual([sql, '42501']);
      }
    await sessions[role].query('reset role; reset session authorization');
    const { rows } = await sessions[role].query(
      'select current_user::text as name, session_user::text as login',
    );
    expect(rows).toStrictEqual([{ name: role, login: role }]);
  });

  it.each(['registry_projector', 'registry_gateway'] as const)(
    'of %s changes nothing of the schema',
    async (role) => {
      const attempts = tables.flatMap(({ table }) => [
        `alter table ${table} disable row level security`,
        `alter table ${table} no force row level security`,
        `drop policy tenant_isolation on ${table}`,
        `create policy all_rows on ${table} using (true)`,
        `drop table ${table}`,
        `alter table ${table} owner to ${role}`,
      ]);
      for (const sql of [
        ...attempts,
        'create table kept (id int)',
        'create temporary table kept (id int)',
        `alter role ${role} bypassrls`,
      ]) {
        const refusal = await sessions[role].query(sql).then(() => 'allowed', codeOf);
        expect([sql, refusal]).toStrictEqual([sql, '42501']);
      }
    },
  );

  describe('is found out to reach further, where', () => {
    const GRANTS = `grant select, insert, update, delete on planted to registry_projector; grant select on planted to registry_gateway`;
    const GOOD = secured('tenant_id text not null, id text, value text, primary key (tenant_id, id)');

    const deviationsOf = async (sql: string, roles?: readonly DatabaseRole[]): Promise<readonly string[]> => {
      await sessions.registry_owner.query(`${sql}; ${GRANTS}`);
      try {
        const planted = (await currentTables()).find(({ table }) => table === 'planted');
        if (planted === undefined) throw new Error('nothing was planted');
        return (await probeTable(sessions, planted, roles)).deviations;
      } finally {
        await sessions.registry_owner.query('drop table planted');
      }
    };

    it(
      'nothing is wrong: not at all',
      async () => {
        expect(await deviationsOf(GOOD)).toStrictEqual([]);
      },
      PROBES_MS,
    );

    it.each<[string, string, DatabaseRole, string]>([
      [
        'row-level security is off',
        'alter table planted disable row level security',
        'registry_gateway',
        'unset, select',
      ],
      [
        'it is not forced',
        'alter table planted no force row level security',
        'registry_owner',
        'unset, select',
      ],
      [
        'a second policy admits everything',
        'create policy every on planted for select using (true)',
        'registry_gateway',
        'globex, select',
      ],
      [
        'no context means all',
        `create policy every on planted using (coalesce(current_setting('app.tenant_id', true), '') = '')`,
        'registry_projector',
        'after a commit, delete',
      ],
      [
        'writes are not checked',
        `drop policy tenant_isolation on planted; create policy p on planted using (tenant_id = nullif(current_setting('app.tenant_id', true), '')) with check (true)`,
        'registry_projector',
        'globex, insert',
      ],
      [
        'the tenant is matched as a pattern',
        `create policy every on planted using (tenant_id like current_setting('app.tenant_id', true))`,
        'registry_gateway',
        'lookalike %, select',
      ],
      [
        'the gateway may write',
        'grant delete on planted to registry_gateway',
        'registry_gateway',
        'acme, delete',
      ],
      [
        'the projector may truncate',
        'grant truncate on planted to registry_projector',
        'registry_projector',
        'unset, truncate',
      ],
    ])(
      '%s',
      async (_what, sql, role, probe) => {
        const deviations = await deviationsOf(`${GOOD}; ${sql}`, [role]);
        expect(
          deviations.filter((deviation) => deviation.startsWith(`planted: ${role}, ${probe}: `)),
        ).toHaveLength(1);
      },
      PROBES_MS,
    );
  });
});
