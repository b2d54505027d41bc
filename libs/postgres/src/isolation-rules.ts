import { TENANTLESS_TABLES } from './self-check.ts';
import type { Transaction } from './transaction.ts';

/** One rule of the schema's isolation; its query answers, as `object`, what breaks it. */
export type IsolationRule = { readonly rule: string; readonly sql: string };

const FILTER = `(tenant_id = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))`;
const TENANTLESS = TENANTLESS_TABLES.map((table) => `'${table}'`).join(', ');
const SERVICES = `'registry_projector', 'registry_gateway'`;

// What is said of relations is said of every schema that is not the server's own.
const SCOPE = `
  with space as (
    select * from pg_namespace where nspname <> 'information_schema' and nspname !~ '^pg_'
  ), relation as (
    select c.*, c.oid::regclass::text as object from pg_class c join space n on n.oid = c.relnamespace
  ), tenant_table as (
    select * from relation where relkind in ('r', 'p') and object not in (${TENANTLESS})
  ), routine as (
    select p.*, p.oid::regprocedure::text as object from pg_proc p join space n on n.oid = p.pronamespace
  ), service as (
    select * from pg_roles where rolname in (${SERVICES})
  )`;

const OF_TABLES: readonly IsolationRule[] = [
  {
    rule: 'row-level security is enabled and forced',
    sql: 'select object from tenant_table where not (relrowsecurity and relforcerowsecurity)',
  },
  {
    rule: 'every row names its tenant',
    sql: `select object from tenant_table t where not exists (
            select from pg_attribute a where a.attrelid = t.oid and a.attname = 'tenant_id'
              and a.attnotnull and a.atttypid = 'text'::regtype)`,
  },
  {
    rule: 'a policy holds for every role and command',
    sql: `select object from tenant_table t where not exists (
            select from pg_policy p where p.polrelid = t.oid and p.polpermissive and p.polcmd = '*' and p.polroles = '{0}')`,
  },
  {
    rule: 'every permissive policy admits the rows of the tenant in force alone',
    sql: `select object || ' ' || p.polname as object from tenant_table t join pg_policy p on p.polrelid = t.oid
          where p.polpermissive and (pg_get_expr(p.polqual, t.oid) is distinct from $$${FILTER}$$
            or pg_get_expr(p.polwithcheck, t.oid) is distinct from $$${FILTER}$$)`,
  },
  {
    rule: 'unique keys begin with the tenant',
    sql: `select i.indexrelid::regclass::text as object from tenant_table t join pg_index i on i.indrelid = t.oid
          where (i.indisunique or i.indisexclusion) and not exists (
            select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0] and a.attname = 'tenant_id')`,
  },
  {
    rule: 'foreign keys begin with the tenant on both sides',
    sql: `select c.conname as object from pg_constraint c
          where c.contype = 'f' and exists (select from tenant_table t where t.oid in (c.conrelid, c.confrelid))
            and (select array_agg(a.attname order by 1) from pg_attribute a
              where (a.attrelid = c.conrelid and a.attnum = c.conkey[1])
                or (a.attrelid = c.confrelid and a.attnum = c.confkey[1]))
              is distinct from array['tenant_id', 'tenant_id']::name[]`,
  },
  {
    rule: 'tables have no rules, which would act with their owner’s rights',
    sql: 'select r.rulename as object from tenant_table t join pg_rewrite r on r.ev_class = t.oid',
  },
  {
    rule: 'no row is numbered across tenants',
    sql: `select t.object || '.' || a.attname as object
          from tenant_table t join pg_attribute a on a.attrelid = t.oid
          left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
          where a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like '%nextval(%'`,
  },
];

const OF_OTHERS: readonly IsolationRule[] = [
  {
    rule: 'views read with the rights of who asks',
    sql: `select object from relation where relkind = 'v'
          and not coalesce(reloptions && array['security_invoker=true', 'security_invoker=on'], false)`,
  },
  {
    rule: 'no materialized view and no foreign table, which know no row-level security',
    sql: `select object from relation where relkind in ('m', 'f')`,
  },
  {
    rule: 'functions run with the rights of who calls them',
    sql: 'select object from routine where prosecdef',
  },
  {
    rule: 'no function is leakproof, which would see rows before the policy does',
    sql: 'select object from routine where proleakproof',
  },
  {
    rule: 'no sequence is there for the services, which would count other tenants’ rows',
    sql: `select s.rolname || ' ' || r.object as object from relation r cross join service s
          where r.relkind = 'S' and has_sequence_privilege(s.oid, r.oid, 'usage, select, update')`,
  },
  {
    rule: 'nothing is published, which would pass row-level security by',
    sql: 'select pubname as object from pg_publication',
  },
  {
    rule: 'no extension is there but plpgsql',
    sql: `select extname as object from pg_extension where extname <> 'plpgsql'`,
  },
];

const OF_ROLES: readonly IsolationRule[] = [
  {
    rule: 'everything belongs to the owner',
    sql: `select object from relation where relowner <> 'registry_owner'::regrole
          union all select object from routine where proowner <> 'registry_owner'::regrole
          union all select nspname from space where nspowner <> 'registry_owner'::regrole`,
  },
  {
    rule: 'the gateway may read, the projector may write, and nobody else may anything',
    sql: `select a.grantee::regrole || ' ' || a.privilege_type || ' ' || r.object as object
          from relation r cross join aclexplode(r.relacl) a
          where a.grantee <> r.relowner and (a.is_grantable or not case a.grantee::regrole::text
            when 'registry_gateway' then a.privilege_type = 'SELECT'
            when 'registry_projector' then a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
            else false end)`,
  },
  {
    rule: 'nothing is granted by column',
    sql: `select r.object || '.' || a.attname as object from relation r join pg_attribute a on a.attrelid = r.oid
          where a.attacl is not null`,
  },
  {
    rule: 'nothing is granted ahead',
    sql: 'select defaclrole::regrole::text as object from pg_default_acl',
  },
  {
    rule: 'the services make nothing in the schema',
    sql: `select s.rolname || ' ' || n.nspname as object from space n cross join service s
          where has_schema_privilege(s.oid, n.oid, 'create')`,
  },
  {
    rule: 'the services make no temporary tables, which a session would keep',
    sql: `select rolname as object from service where has_database_privilege(oid, current_database(), 'temporary')`,
  },
  {
    rule: 'no role has powers beyond its grants',
    sql: `select rolname as object from pg_roles where rolname ~ '^registry_'
            and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
          union all select member::regrole::text from pg_auth_members where member::regrole::text ~ '^registry_'`,
  },
  {
    rule: 'no session begins within a tenant or without row-level security',
    sql: `select c.setting as object from pg_db_role_setting s cross join unnest(s.setconfig) as c(setting)
          where c.setting ~ '^(app\\.|row_security|role|session_authorization)'`,
  },
];

export const ISOLATION_RULES: readonly IsolationRule[] = [...OF_TABLES, ...OF_OTHERS, ...OF_ROLES];

/** What of the database breaks a rule, as `rule: object`. */
export const isolationFaults = async (tx: Transaction): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const { rule, sql } of ISOLATION_RULES) {
    const found = await tx.query(`${SCOPE} ${sql}`);
    faults.push(...found.map(({ object }) => `${rule}: ${String(object)}`));
  }
  return faults;
};

export type TenantTable = {
  readonly table: string;
  /** Every column with its type, in order; the tenant's is first. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isKey: boolean }[];
};

/** Every table that the catalogue knows to hold rows of tenants. */
export const tenantTables = async (tx: Transaction): Promise<readonly TenantTable[]> => {
  const rows = await tx.query(
    `${SCOPE} select t.object as name, json_agg(json_build_object(
       'name', a.attname, 'type', format_type(a.atttypid, null), 'isKey', coalesce(a.attnum = any (i.indkey), false)
     ) order by a.attnum) as columns
     from tenant_table t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     left join pg_index i on i.indrelid = t.oid and i.indisprimary
     group by t.object order by 1`,
  );
  return rows.map(({ name, columns }) => ({
    table: String(name),
    columns: columns as TenantTable['columns'],
  }));
};
