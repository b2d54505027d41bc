-- Promotions that are to be carried out at a time. The log before this knows none.
alter table environment_catalog add column scheduled jsonb not null default '[]';
