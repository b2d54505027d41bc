-- When the content of a revision was disposed of.
alter table workspace_revision add column disposed_at text collate "C";
