-- Impact budgets of environments, and what a promotion was judged by. Rows are folded from the log; those that are there have
-- neither, as the log before this knows none.
alter table environment_catalog add column budgets jsonb not null default 'null';
alter table environment_binding
  add column simulation_id text collate "C",
  add column budgets jsonb not null default 'null';
