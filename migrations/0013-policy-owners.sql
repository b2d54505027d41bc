-- Who answers for a policy. Nobody was named before this.
alter table policy_catalog add column owner jsonb not null default 'null';
