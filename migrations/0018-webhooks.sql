-- Whom a tenant has told of its events, and what became of it. The log before this knows none of it.
create table tenant_webhooks (
  tenant_id text collate "C" not null,
  tenant text collate "C" not null,
  webhooks jsonb not null,
  changes bigint not null,
  primary key (tenant_id, tenant)
);
alter table tenant_webhooks enable row level security;
alter table tenant_webhooks force row level security;
create policy tenant_isolation on tenant_webhooks
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on tenant_webhooks to registry_projector;
grant select on tenant_webhooks to registry_gateway;

create table delivery_catalog (
  tenant_id text collate "C" not null,
  delivery_id text collate "C" not null,
  webhook_id text collate "C" not null,
  event text collate "C" not null,
  event_id text collate "C" not null,
  aggregate_type text collate "C" not null,
  aggregate_id text collate "C" not null,
  aggregate_version bigint not null,
  state text collate "C" not null,
  attempts bigint not null,
  last_status bigint,
  last_fault text collate "C",
  next_attempt_at text collate "C",
  changed_at text collate "C" not null,
  first_seq bigint not null,
  primary key (tenant_id, delivery_id)
);
create index delivery_catalog_order on delivery_catalog (tenant_id, first_seq);
create index delivery_catalog_state on delivery_catalog (tenant_id, state, first_seq);
alter table delivery_catalog enable row level security;
alter table delivery_catalog force row level security;
create policy tenant_isolation on delivery_catalog
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on delivery_catalog to registry_projector;
grant select on delivery_catalog to registry_gateway;
