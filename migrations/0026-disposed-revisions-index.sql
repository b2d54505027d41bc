-- Whether a tenant has revisions whose contents were disposed of: asked for with each blob that is read.
create index workspace_revision_disposed on workspace_revision (tenant_id) where disposed_at is not null;
