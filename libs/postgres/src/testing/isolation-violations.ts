const FILTER = `tenant_id = nullif(current_setting('app.tenant_id', true), '')`;
const SECURED = `alter table planted enable row level security; alter table planted force row level security;
  create policy tenant_isolation on planted using (${FILTER}) with check (${FILTER})`;
/** A table with these columns, secured as a migration has to. */
export const secured = (columns: string): string => `create table planted (${columns}); ${SECURED}`;
/** A table as it should be. */
export const TABLE = secured('tenant_id text, id text, primary key (tenant_id, id)');

/** What breaks one rule, as a careless migration would, or a careless hand at the server. */
export type Violation = {
  readonly rule: string;
  readonly object: string;
  readonly sql: string;
  /** Who plants it, where it is not the owner of the schema. */
  readonly by?: 'admin';
};

export const VIOLATIONS: readonly Violation[] = [
  {
    rule: 'row-level security is enabled and forced',
    object: 'planted',
    sql: `${TABLE}; alter table planted no force row level security`,
  },
  {
    rule: 'row-level security is enabled and forced',
    object: 'policy_catalog',
    sql: 'alter table policy_catalog disable row level security',
  },
  {
    rule: 'row-level security is enabled and forced',
    object: 'shadow.migrations',
    sql: 'create schema shadow; create table shadow.migrations (tenant_id text primary key)',
  },
  {
    rule: 'every row names its tenant',
    object: 'planted',
    sql: secured('tenant_id text, id text'),
  },
  {
    rule: 'every row names its tenant',
    object: 'planted',
    sql: 'create table planted (id text primary key)',
  },
  {
    rule: 'a policy holds for every role and command',
    object: 'planted',
    sql: `${TABLE}; drop policy tenant_isolation on planted`,
  },
  {
    rule: 'every permissive policy admits the rows of the tenant in force alone',
    object: 'planted everything',
    sql: `${TABLE}; create policy everything on planted for select using (true)`,
  },
  {
    rule: 'every permissive policy admits the rows of the tenant in force alone',
    object: 'planted without_context',
    sql: `${TABLE}; create policy without_context on planted
          using (coalesce(current_setting('app.tenant_id', true), '') in ('', tenant_id))`,
  },
  {
    rule: 'unique keys begin with the tenant',
    object: 'planted_pkey',
    sql: secured('tenant_id text not null, id text primary key'),
  },
  {
    rule: 'unique keys begin with the tenant',
    object: 'planted_by_name',
    sql: `${TABLE}; create unique index planted_by_name on planted (lower(id), tenant_id)`,
  },
  {
    rule: 'foreign keys begin with the tenant on both sides',
    object: 'planted_id_fkey',
    sql: `${TABLE}; alter table planted add constraint planted_id_fkey
          foreign key (id, tenant_id) references environment_catalog (environment_id, tenant_id)`,
  },
  {
    rule: 'tables have no rules, which would act with their owner’s rights',
    object: 'planted_copy',
    sql: `${TABLE}; create rule planted_copy as on insert to planted do also delete from policy_catalog`,
  },
  {
    rule: 'no row is numbered across tenants',
    object: 'planted.number',
    sql: secured('tenant_id text not null, number bigint generated always as identity'),
  },
  {
    rule: 'no row is numbered across tenants',
    object: 'planted.number',
    sql: secured('tenant_id text not null, number bigserial'),
  },
  {
    rule: 'views read with the rights of who asks',
    object: 'planted_view',
    sql: 'create view planted_view as select * from policy_catalog',
  },
  {
    rule: 'views read with the rights of who asks',
    object: 'planted_view',
    sql: 'create view planted_view with (security_invoker = false, security_barrier) as select * from policy_catalog',
  },
  {
    rule: 'no materialized view and no foreign table, which know no row-level security',
    object: 'planted_view',
    sql: 'create materialized view planted_view as select * from policy_catalog',
  },
  {
    rule: 'functions run with the rights of who calls them',
    object: 'planted()',
    sql: `create function planted() returns bigint security definer language sql as 'select count(*) from policy_catalog'`,
  },
  {
    rule: 'no function is leakproof, which would see rows before the policy does',
    object: 'planted(text)',
    sql: `create function planted(text) returns boolean leakproof language sql as 'select true'`,
    by: 'admin',
  },
  {
    rule: 'no sequence is there for the services, which would count other tenants’ rows',
    object: 'registry_gateway migrations_id_seq',
    sql: 'grant select on sequence migrations_id_seq to registry_gateway',
  },
  {
    rule: 'nothing is published, which would pass row-level security by',
    object: 'planted',
    sql: 'create publication planted for all tables',
    by: 'admin',
  },
  {
    rule: 'no extension is there but plpgsql',
    object: 'planted',
    sql: `update pg_extension set extname = 'planted' where extname = 'plpgsql'`,
    by: 'admin',
  },
  {
    rule: 'everything belongs to the owner',
    object: 'planted',
    sql: TABLE,
    by: 'admin',
  },
  {
    rule: 'the gateway may read, the projector may write, and nobody else may anything',
    object: 'registry_gateway DELETE policy_catalog',
    sql: 'grant delete on policy_catalog to registry_gateway',
  },
  {
    rule: 'the gateway may read, the projector may write, and nobody else may anything',
    object: '- SELECT policy_catalog',
    sql: 'grant select on policy_catalog to public',
  },
  {
    rule: 'the gateway may read, the projector may write, and nobody else may anything',
    object: 'registry_projector TRUNCATE policy_catalog',
    sql: 'grant truncate on policy_catalog to registry_projector',
  },
  {
    rule: 'the gateway may read, the projector may write, and nobody else may anything',
    object: 'registry_gateway SELECT migrations',
    sql: 'grant select on migrations to registry_gateway with grant option',
  },
  {
    rule: 'nothing is granted by column',
    object: 'policy_catalog.name',
    sql: 'grant update (name) on policy_catalog to registry_gateway',
  },
  {
    rule: 'nothing is granted ahead',
    object: 'registry_owner',
    sql: 'alter default privileges grant select on tables to registry_gateway',
  },
  {
    rule: 'the services make nothing in the schema',
    object: 'registry_projector public',
    sql: 'grant create on schema public to registry_projector',
  },
  {
    rule: 'the services make no temporary tables, which a session would keep',
    object: 'registry_gateway',
    sql: `do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`,
    by: 'admin',
  },
  {
    rule: 'no role has powers beyond its grants',
    object: 'registry_planted',
    sql: 'create role registry_planted bypassrls',
    by: 'admin',
  },
  {
    rule: 'no role has powers beyond its grants',
    object: 'registry_planted',
    sql: 'create role registry_planted in role pg_read_all_data',
    by: 'admin',
  },
  {
    rule: 'no session begins within a tenant or without row-level security',
    object: 'app.tenant_id=acme',
    sql: `create role registry_planted; alter role registry_planted set app.tenant_id = 'acme'`,
    by: 'admin',
  },
];
