-- The open proposal of another approval policy, and every policy that was ever in force. Rows are folded from the log; a
-- tenant that is there has no proposal, as the log before this knows none, and the policy that it has.
alter table tenant_settings add column approval_proposal jsonb not null default 'null';

create table approval_policy_version (
  tenant_id text collate "C" not null,
  version bigint not null,
  rules jsonb not null,
  review jsonb not null,
  set_at text collate "C" not null,
  primary key (tenant_id, version)
);
alter table approval_policy_version enable row level security;
alter table approval_policy_version force row level security;
create policy tenant_isolation on approval_policy_version
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on approval_policy_version to registry_projector;
grant select on approval_policy_version to registry_gateway;
