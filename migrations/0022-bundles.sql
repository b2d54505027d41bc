-- What enforcement points of an environment are given. The log before this knows none: the next change of what is bound
-- makes the first.
create table bundle_catalog (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  built jsonb not null,
  failure jsonb not null,
  primary key (tenant_id, environment_id)
);
alter table bundle_catalog enable row level security;
alter table bundle_catalog force row level security;
create policy tenant_isolation on bundle_catalog
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on bundle_catalog to registry_projector;
grant select on bundle_catalog to registry_gateway;
