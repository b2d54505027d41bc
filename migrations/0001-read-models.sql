-- The first schema. Every table but projection_checkpoint belongs to tenants: tenant_id first in every key, row-level
-- security enabled and forced. An absent or empty app.tenant_id sees no row and writes none.

create table projection_checkpoint (
  name text primary key,
  position bigint not null
);

-- Not a read model: a wrapped key per tenant for reasons and comments. Deleting a row is the erasure.
create table tenant_text_key (
  tenant_id text collate "C" primary key,
  wrapped_key bytea not null
);

create table audit_trail (
  tenant_id text collate "C" not null,
  seq bigint not null,
  event_id text collate "C" not null,
  aggregate_type text collate "C" not null,
  aggregate_id text collate "C" not null,
  aggregate_version bigint not null,
  recorded_at text collate "C" not null,
  actor_type text collate "C" not null,
  actor_id text collate "C" not null,
  scopes jsonb not null,
  command_id text collate "C" not null,
  correlation_id text collate "C" not null,
  fact_types jsonb not null,
  digests jsonb not null,
  reason_digest text collate "C",
  ticket_digest text collate "C",
  attestation_ids jsonb not null,
  hash text collate "C" not null,
  primary key (tenant_id, seq)
);

create table environment_binding (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  policy_id text collate "C" not null,
  version bigint not null,
  semver text collate "C" not null,
  content_digest text collate "C" not null,
  ir_digest text collate "C" not null,
  previous_version bigint,
  promoted_at text collate "C" not null,
  promoted_by text collate "C" not null,
  primary key (tenant_id, environment_id, policy_id)
);

create table environment_catalog (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  name text collate "C" not null,
  position bigint not null,
  changes bigint not null,
  created_at text collate "C" not null,
  primary key (tenant_id, environment_id)
);

create table aggregate_head (
  tenant_id text collate "C" not null,
  aggregate_type text collate "C" not null,
  aggregate_id text collate "C" not null,
  version bigint not null,
  hash text collate "C" not null,
  seq bigint not null,
  primary key (tenant_id, aggregate_type, aggregate_id)
);

create table outsider_message (
  tenant_id text collate "C" not null,
  seq bigint not null,
  subject text collate "C" not null,
  class text collate "C" not null,
  hash text collate "C" not null,
  problem text collate "C" not null,
  primary key (tenant_id, seq)
);

create table policy_catalog (
  tenant_id text collate "C" not null,
  policy_id text collate "C" not null,
  name text collate "C" not null,
  description text collate "C" not null,
  tags jsonb not null,
  versions bigint not null,
  latest_published text collate "C",
  created_at text collate "C" not null,
  created_by text collate "C" not null,
  primary key (tenant_id, policy_id)
);

create table policy_version (
  tenant_id text collate "C" not null,
  policy_id text collate "C" not null,
  version bigint not null,
  semver text collate "C" not null,
  state text collate "C" not null,
  changes bigint not null,
  workspace_revision bigint not null,
  content_digest text collate "C" not null,
  ir_digest text collate "C" not null,
  is_shadow boolean not null,
  supersedes bigint,
  lineage jsonb not null,
  submission jsonb not null,
  approvals jsonb not null,
  publication jsonb not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  primary key (tenant_id, policy_id, version)
);

create table simulation_catalog (
  tenant_id text collate "C" not null,
  simulation_id text collate "C" not null,
  policy_id text collate "C" not null,
  environment_id text collate "C" not null,
  snapshot_id text collate "C" not null,
  state text collate "C" not null,
  inputs jsonb not null,
  engine text collate "C",
  plan_digest text collate "C",
  shards bigint not null,
  evaluations bigint not null,
  evaluations_total bigint not null,
  tuples bigint not null,
  runners jsonb not null,
  result jsonb not null,
  attestation jsonb not null,
  failure jsonb not null,
  run_id text collate "C",
  requested_at text collate "C" not null,
  requested_by text collate "C" not null,
  updated_at text collate "C" not null,
  primary key (tenant_id, simulation_id)
);

create table simulation_shard (
  tenant_id text collate "C" not null,
  simulation_id text collate "C" not null,
  shard_index bigint not null,
  replica bigint not null,
  partial_digest text collate "C" not null,
  tuples bigint not null,
  runner text collate "C" not null,
  primary key (tenant_id, simulation_id, shard_index, replica)
);

create table snapshot_catalog (
  tenant_id text collate "C" not null,
  snapshot_id text collate "C" not null,
  state text collate "C" not null,
  inputs jsonb not null,
  documents jsonb not null,
  manifest_digest text collate "C",
  importer text collate "C",
  tuples bigint,
  shards bigint,
  counts jsonb not null,
  faults jsonb not null,
  requested_at text collate "C" not null,
  requested_by text collate "C" not null,
  primary key (tenant_id, snapshot_id)
);

create table tenant_settings (
  tenant_id text collate "C" not null,
  tenant text collate "C" not null,
  settings jsonb not null,
  approval_policy jsonb not null,
  opened_at text collate "C" not null,
  primary key (tenant_id, tenant)
);

create table workspace_revision (
  tenant_id text collate "C" not null,
  policy_id text collate "C" not null,
  revision bigint not null,
  content_digest text collate "C" not null,
  files jsonb not null,
  saved_at text collate "C" not null,
  saved_by text collate "C" not null,
  compilation jsonb not null,
  primary key (tenant_id, policy_id, revision)
);

do $$
declare
  name text;
begin
  foreach name in array array[
    'aggregate_head',
    'audit_trail',
    'environment_binding',
    'environment_catalog',
    'outsider_message',
    'policy_catalog',
    'policy_version',
    'simulation_catalog',
    'simulation_shard',
    'snapshot_catalog',
    'tenant_settings',
    'tenant_text_key',
    'workspace_revision'
  ] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_isolation on %I using (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))
       with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to registry_projector', name);
    execute format('grant select on %I to registry_gateway', name);
  end loop;
end
$$;

grant usage on schema public to registry_projector, registry_gateway;
grant select, insert, update on projection_checkpoint to registry_projector;
grant select on projection_checkpoint to registry_gateway;
