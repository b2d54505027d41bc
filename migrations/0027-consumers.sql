-- Who runs which bundle of an environment. How far a promotion has come is known of those that are bound after this.
create table consumer_catalog (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  consumer_id text collate "C" not null,
  principal text collate "C" not null,
  bundle_digest text collate "C" not null,
  revision bigint,
  is_stale boolean not null,
  running_since text collate "C" not null,
  changed_at text collate "C" not null,
  seen_at text collate "C" not null,
  primary key (tenant_id, environment_id, consumer_id)
);

-- The last heartbeat of each. No event makes it, and no rebuild touches it: what is lost of it, consumers say again.
create table consumer_heartbeat (
  tenant_id text collate "C" not null,
  environment_id text collate "C" not null,
  consumer_id text collate "C" not null,
  principal text collate "C" not null,
  bundle_digest text collate "C" not null,
  interval_seconds bigint not null,
  seen_at text collate "C" not null,
  primary key (tenant_id, environment_id, consumer_id)
);

alter table promotion add column bound_revision bigint;

do $$
declare
  name text;
begin
  foreach name in array array['consumer_catalog', 'consumer_heartbeat'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_isolation on %I
         using (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))
         with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), ''''))',
      name);
    execute format('grant select, insert, update, delete on %I to registry_projector', name);
    execute format('grant select on %I to registry_gateway', name);
  end loop;
end
$$;
