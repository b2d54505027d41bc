-- The gates of an environment, approvals of promotions to come, and what each gate found of what is bound. The log before this
-- knows none.
alter table environment_catalog
  add column gates jsonb not null default 'null',
  add column promotion_approvals jsonb not null default '[]';
alter table environment_binding add column gates jsonb not null default 'null';
