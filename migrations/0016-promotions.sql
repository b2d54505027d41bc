-- Every promotion that was asked for since they are signed before anything is bound, and what became of it. The log before this
-- knows none.
create table promotion (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  policy_id text collate "C" not null,
  attempt bigint not null,
  version bigint not null,
  seq bigint not null,
  status text collate "C" not null,
  reason text collate "C",
  statement jsonb not null,
  statement_digest text collate "C" not null,
  ends_by text collate "C" not null,
  ended_at text collate "C",
  attestation_id text collate "C",
  key_id text collate "C",
  primary key (tenant_id, environment_id, policy_id, attempt)
);
alter table promotion enable row level security;
alter table promotion force row level security;
create policy tenant_isolation on promotion
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on promotion to registry_projector;
grant select on promotion to registry_gateway;
