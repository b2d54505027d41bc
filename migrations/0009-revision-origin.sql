-- What the content of a revision was taken from. Rows are folded from the log; those that are there were written in place.
alter table workspace_revision add column origin jsonb not null default 'null';
