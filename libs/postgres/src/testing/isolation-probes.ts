import type { Client } from 'pg';

import { ROLES, type DatabaseRole } from '../roles.ts';
import { changeOf, insertOf, insertOfNew, keyOf, seedOf } from './isolation-rows.ts';
import type { TenantTable } from '../isolation-rules.ts';

/** What came of a statement: the tenants whose rows it answered with and changed, or the code it was refused with. */
type Effect = {
  readonly sees?: readonly string[];
  readonly changes?: readonly string[];
  readonly refused?: string;
};
type Privilege = 'select' | 'insert' | 'update' | 'delete' | 'truncate';
type Statement = {
  readonly name: string;
  readonly needs: Privilege;
  readonly sql: (table: TenantTable) => string;
  /** What must come of it, for somebody with the privilege who is in this tenant, or in none. */
  readonly effect: (tenant: string | undefined) => Effect;
};

const PERMISSION_DENIED = '42501';
const NOT_SUPPORTED = '0A000';
const refused: Effect = { refused: PERMISSION_DENIED };
const nothing: Effect = {};

const own = (tenant: string | undefined): readonly string[] => (tenant === undefined ? [] : [tenant]);
const forAcmeAlone =
  (effect: Effect) =>
  (tenant: string | undefined): Effect =>
    tenant === 'acme' ? effect : refused;

export const STATEMENTS: readonly Statement[] = [
  {
    name: 'select',
    needs: 'select',
    sql: ({ table }) => `select tenant_id from ${table}`,
    effect: (tenant) => ({ sees: own(tenant) }),
  },
  {
    name: 'select by name',
    needs: 'select',
    sql: ({ table }) => `select tenant_id from ${table} where tenant_id in ('acme', 'globex') or true`,
    effect: (tenant) => ({ sees: own(tenant) }),
  },
  {
    name: 'select without row-level security',
    needs: 'select',
    sql: ({ table }) => `set local row_security = off; select tenant_id from ${table}`,
    effect: () => refused,
  },
  {
    name: 'lock',
    needs: 'update',
    sql: ({ table }) => `select tenant_id from ${table} for update`,
    effect: (tenant) => ({ sees: own(tenant) }),
  },
  {
    name: 'insert',
    needs: 'insert',
    sql: (table) => insertOfNew(table, 'acme'),
    effect: forAcmeAlone({ changes: ['acme'] }),
  },
  {
    name: 'insert what is there',
    needs: 'insert',
    sql: (table) => `${insertOf(table, 'acme', 1)} on conflict do nothing`,
    effect: forAcmeAlone(nothing),
  },
  {
    name: 'upsert',
    needs: 'update',
    sql: (table) =>
      `${insertOf(table, 'acme', 1)} on conflict (${keyOf(table)}) do update set ${changeOf(table)}`,
    effect: forAcmeAlone({ changes: ['acme'] }),
  },
  {
    name: 'copy in',
    needs: 'insert',
    sql: ({ table }) => `copy ${table} from stdin`,
    effect: () => ({ refused: NOT_SUPPORTED }),
  },
  {
    name: 'update',
    needs: 'update',
    sql: (table) => `update ${table.table} set ${changeOf(table)} returning tenant_id`,
    effect: (tenant) => ({ sees: own(tenant), changes: own(tenant) }),
  },
  {
    name: 'update to another tenant',
    needs: 'update',
    sql: ({ table }) => `update ${table} set tenant_id = 'initech'`,
    effect: (tenant) => (tenant === undefined ? nothing : refused),
  },
  {
    name: 'delete',
    needs: 'delete',
    sql: ({ table }) => `delete from ${table} returning tenant_id`,
    effect: (tenant) => ({ sees: own(tenant), changes: own(tenant) }),
  },
  {
    name: 'merge',
    needs: 'delete',
    sql: ({ table }) =>
      `merge into ${table} t using (values ('acme')) s(id) on t.tenant_id = s.id when matched then delete`,
    effect: (tenant) => (tenant === 'acme' ? { changes: ['acme'] } : nothing),
  },
  {
    // By its nature not subject to row-level security: nobody but the owner, whom no service runs as, has it.
    name: 'truncate',
    needs: 'truncate',
    sql: ({ table }) => `truncate ${table}`,
    effect: () => ({ changes: ['acme', 'globex'] }),
  },
];

const ALL: readonly Privilege[] = ['select', 'insert', 'update', 'delete', 'truncate'];
const PRIVILEGES: Readonly<Record<DatabaseRole, readonly Privilege[]>> = {
  registry_owner: ALL,
  registry_projector: ALL.filter((privilege) => privilege !== 'truncate'),
  registry_gateway: ['select'],
};

/** How a session comes to the statement, and which tenant it is in by then. */
type Context = {
  readonly name: string;
  readonly tenant?: string;
  readonly before?: readonly string[];
  readonly within: readonly string[];
};

const enter = (tenant: string): string => `select set_config('app.tenant_id', '${tenant}', true)`;
const lookalike = (name: string): Context => ({ name: `lookalike ${name}`, within: [enter(name)] });

export const CONTEXTS: readonly Context[] = [
  { name: 'unset', within: [] },
  { name: 'empty', within: [enter('')] },
  { name: 'null', within: [`select set_config('app.tenant_id', null, true)`] },
  { name: 'acme', tenant: 'acme', within: [enter('acme')] },
  { name: 'globex', tenant: 'globex', within: [enter('globex')] },
  { name: 'unknown', within: [enter('nobody')] },
  ...['ACME', '%'].map(lookalike),
  { name: 'after a commit', before: ['begin', enter('acme'), 'commit'], within: [] },
  { name: 'after a rollback', before: ['begin', enter('acme'), 'rollback'], within: [] },
  { name: 'reset', within: [enter('acme'), 'reset app.tenant_id'] },
  { name: 'reset all', within: [enter('acme'), 'reset all'] },
  {
    name: 'back at a savepoint',
    within: ['savepoint here', enter('acme'), 'rollback to savepoint here'],
  },
  { name: 'entered twice', tenant: 'globex', within: [enter('acme'), enter('globex')] },
];

export type Sessions = Readonly<Record<DatabaseRole | 'admin', Client>>;
export type ProbeResult = { readonly probes: number; readonly deviations: readonly string[] };

/** Tries every statement as each role from every context on one table, and tells what came out otherwise than it must. */
export const probeTable = async (
  sessions: Sessions,
  table: TenantTable,
  roles: readonly DatabaseRole[] = ROLES,
): Promise<ProbeResult> => {
  const deviations: string[] = [];
  let probes = 0;
  await sessions.admin.query(seedOf(table));
  const seeded = await contentsOf(sessions.admin, table);
  for (const role of roles) {
    for (const context of CONTEXTS) {
      for (const statement of STATEMENTS) {
        const must = isAllowed(role, statement) ? statement.effect(context.tenant) : refused;
        const came = await attempt(sessions[role], context, statement.sql(table));
        const isRead = statement.needs === 'select';
        const changes = isRead ? [] : changesBetween(seeded, await contentsOf(sessions.admin, table));
        if (changes.length > 0) await sessions.admin.query(seedOf(table));
        probes += 1;
        const [wanted, got] = [normal(must), normal({ ...came, changes })];
        if (wanted !== got)
          deviations.push(
            `${table.table}: ${role}, ${context.name}, ${statement.name}: ${got} instead of ${wanted}`,
          );
      }
    }
  }
  return { probes, deviations };
};

const isAllowed = (role: DatabaseRole, { needs }: Statement): boolean => PRIVILEGES[role].includes(needs);

const normal = ({ sees = [], changes = [], refused: code }: Effect): string =>
  JSON.stringify({ sees: [...new Set(sees)].sort(), changes, refused: code });

/** Runs it in a transaction of its own that is committed, so that what it did is there for all to see. */
const attempt = async (session: Client, { before = [], within }: Context, sql: string): Promise<Effect> => {
  const steps = [...before, 'begin', ...within, sql, 'commit'];
  try {
    const answers = [await session.query<{ tenant_id?: string }>(steps.join('; '))].flat();
    return { sees: answers.flatMap(({ rows }) => rows.flatMap((row) => row.tenant_id ?? [])) };
  } catch (error) {
    await session.query('rollback');
    return { refused: codeOf(error) };
  }
};

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

type Contents = ReadonlyMap<string, string>;

/** A digest of each tenant's rows, as the superuser sees them. */
const contentsOf = async (admin: Client, { table }: TenantTable): Promise<Contents> => {
  const { rows } = await admin.query<{ tenant: string; digest: string }>(
    `select tenant_id as tenant, md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} t group by 1`,
  );
  return new Map(rows.map(({ tenant, digest }) => [tenant, digest]));
};

const changesBetween = (before: Contents, after: Contents): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((tenant) => before.get(tenant) !== after.get(tenant))
    .sort();
