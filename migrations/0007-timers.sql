-- What has to happen at a time. Rows are folded from the log; events before this set none.
create table timer (
  tenant_id text collate "C" not null,
  timer_id text collate "C" not null,
  due_at text collate "C" not null,
  command_type text collate "C" not null,
  command_data jsonb not null,
  set_by text collate "C" not null,
  correlation_id text collate "C" not null,
  primary key (tenant_id, timer_id)
);
create index timer_due on timer (tenant_id, due_at);
alter table timer enable row level security;
alter table timer force row level security;
create policy tenant_isolation on timer
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on timer to registry_projector;
grant select on timer to registry_gateway;
