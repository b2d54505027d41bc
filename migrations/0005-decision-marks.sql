-- What reviewers say of changed decisions. Rows are folded from the log; those that are there have none.
alter table policy_version add column marks jsonb not null default '[]';
