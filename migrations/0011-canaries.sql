-- A binding may have a canary, beside what is stable or alone. Versions that were bound before this computed no way back.
alter table environment_binding
  alter column version drop not null,
  alter column semver drop not null,
  alter column content_digest drop not null,
  alter column ir_digest drop not null,
  alter column promoted_at drop not null,
  alter column promoted_by drop not null,
  add column rollback_to bigint,
  add column incident text collate "C",
  add column canary jsonb not null default 'null';
