-- The last step that took a version out of review or out of use. Rows are folded from the log; those that are there have none.
alter table policy_version add column step_back jsonb not null default 'null';
