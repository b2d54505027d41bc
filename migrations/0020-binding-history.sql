-- Everything that was ever bound, from one change until the next. Rebuild the read models after it, so that it has the changes
-- of before.
create table binding_history (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  policy_id text collate "C" not null,
  ended_by bigint not null,
  began_by bigint not null,
  seq bigint not null,
  from_at text collate "C" not null,
  until_at text collate "C",
  how text collate "C" not null,
  by_actor text collate "C" not null,
  reason_digest text collate "C",
  ticket_digest text collate "C",
  incident text collate "C",
  attempt bigint,
  stable jsonb not null,
  canary jsonb not null,
  primary key (tenant_id, environment_id, policy_id, ended_by)
);
create index binding_history_changes on binding_history (tenant_id, environment_id, began_by);
alter table binding_history enable row level security;
alter table binding_history force row level security;
create policy tenant_isolation on binding_history
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on binding_history to registry_projector;
grant select on binding_history to registry_gateway;
