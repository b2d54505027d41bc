-- Suspension, roles, groups and service identities of tenants, and how many facts each tenant has had. Rows are folded from the
-- log; those that are there are open, grant nothing and had two facts, as the log before this knows no others.
alter table tenant_settings
  add column status text collate "C" not null default 'open',
  add column access jsonb not null default '{"roles":[],"groups":[],"services":[]}',
  add column changes bigint not null default 2;
