-- An auditor asks for the events of a thing, of somebody, of a time or of a request, in the order of the log.
create index audit_trail_aggregate on audit_trail (tenant_id, aggregate_id, seq);
create index audit_trail_actor on audit_trail (tenant_id, actor_id, seq);
create index audit_trail_recorded on audit_trail (tenant_id, recorded_at);
create index audit_trail_correlation on audit_trail (tenant_id, correlation_id, seq);
create index audit_trail_command on audit_trail (tenant_id, command_id);
