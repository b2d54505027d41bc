-- When snapshots were frozen: their age is counted from it. Rows are folded from the log; the facts of those that are there do
-- not say.
alter table snapshot_catalog add column frozen_at text collate "C";
