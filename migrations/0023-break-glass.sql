-- Promotions past the gates that wait for their review. The log before this knows none.
alter table environment_catalog add column unreviewed jsonb not null default '[]';
