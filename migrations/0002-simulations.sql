-- Modes, twins and failures of simulations, and the queue they wait in. The rows that are there are brought to what the
-- fold makes of their events: batch simulations, every shard evaluated twice. Their owner has no tenant, so the forced
-- policies are lifted while it does.

alter table simulation_catalog
  add column mode text collate "C" not null default 'batch',
  add column priority text collate "C" not null default 'normal',
  add column replicas bigint not null default 2,
  add column twin text collate "C" not null default 'running',
  add column engines jsonb not null default 'null',
  add column evaluations_failed bigint not null default 0;

alter table simulation_shard
  alter column partial_digest drop not null,
  add column failure jsonb not null default 'null';

alter table simulation_catalog no force row level security;
update simulation_catalog set twin = 'equal' where evaluations > 0 and evaluations = evaluations_total;
update simulation_catalog set failure = failure || jsonb_build_object('problem', case
    when failure->>'code' = 'DETERMINISM_VIOLATION' then 'ERR_POL_004'
    when failure->>'code' in ('ENGINE_UNAVAILABLE', 'INPUT_CORRUPT', 'JOB_ABANDONED') then 'ERR_POL_003'
    else failure->>'code'
  end)
  where jsonb_typeof(failure) = 'object';
alter table simulation_catalog force row level security;

alter table simulation_catalog
  alter column mode drop default,
  alter column priority drop default,
  alter column replicas drop default,
  alter column twin drop default,
  alter column engines drop default,
  alter column evaluations_failed drop default;
alter table simulation_shard alter column failure drop default;

create table simulation_queue (
  tenant_id text collate "C" not null,
  simulation_id text collate "C" not null,
  state text collate "C" not null,
  priority text collate "C" not null,
  arrival bigint not null,
  primary key (tenant_id, simulation_id)
);
alter table simulation_queue enable row level security;
alter table simulation_queue force row level security;
create policy tenant_isolation on simulation_queue
  using (tenant_id = nullif(current_setting('app.tenant_id', true), ''))
  with check (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on simulation_queue to registry_projector;
grant select on simulation_queue to registry_gateway;
