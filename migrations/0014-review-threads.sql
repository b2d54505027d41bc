-- What is said of versions, thread by thread. The log before this knows none.
create table review_thread (
  tenant_id text collate "C" not null,
  policy_id text collate "C" not null,
  version bigint not null,
  thread bigint not null,
  place jsonb not null,
  is_blocking boolean not null,
  is_resolved boolean not null,
  comments jsonb not null,
  resolution jsonb not null,
  changes bigint not null,
  primary key (tenant_id, policy_id, version, thread)
);
alter table review_thread enable row level security;
alter table review_thread force row level security;
create policy tenant_isolation on review_thread
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on review_thread to registry_projector;
grant select on review_thread to registry_gateway;
