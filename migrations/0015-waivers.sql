-- The waivers of every policy. Rows are folded from the log; the log before this knows none.
create table waiver_catalog (
  tenant_id text collate "C" not null,
  waiver_id text collate "C" not null,
  policy_id text collate "C" not null,
  number bigint not null,
  state text collate "C" not null,
  changes bigint not null,
  rule text collate "C",
  component text collate "C",
  advisory text collate "C",
  environment_id text collate "C",
  owner text collate "C" not null,
  requested_by text collate "C" not null,
  requested_at text collate "C" not null,
  reason_digest text collate "C" not null,
  ticket_digest text collate "C" not null,
  renews text collate "C",
  superseded_by text collate "C",
  expires_at text collate "C" not null,
  approved_by text collate "C",
  approved_at text collate "C",
  active_until text collate "C",
  ending jsonb not null default 'null',
  primary key (tenant_id, waiver_id)
);
create index waiver_of_policy on waiver_catalog (tenant_id, policy_id, number);
alter table waiver_catalog enable row level security;
alter table waiver_catalog force row level security;
create policy tenant_isolation on waiver_catalog
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on waiver_catalog to registry_projector;
grant select on waiver_catalog to registry_gateway;
