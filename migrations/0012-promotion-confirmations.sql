-- Promotions that wait for the second of two persons. The log before this knows none.
alter table environment_catalog add column confirmations jsonb not null default '[]';
