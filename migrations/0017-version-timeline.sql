-- What happened to each version. Rows are folded from the log: those of what happened before are there after a rebuild.
create table version_timeline (
  tenant_id text collate "C" not null,
  policy_id text collate "C" not null,
  version bigint not null,
  seq bigint not null,
  at text collate "C" not null,
  actor jsonb not null,
  facts jsonb not null,
  place jsonb not null,
  texts jsonb not null,
  primary key (tenant_id, policy_id, version, seq)
);
alter table version_timeline enable row level security;
alter table version_timeline force row level security;
create policy tenant_isolation on version_timeline
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on version_timeline to registry_projector;
grant select on version_timeline to registry_gateway;

-- Versions in review: few of all that there are.
create index policy_version_in_review on policy_version (tenant_id, policy_id, version) where state = 'submitted';
