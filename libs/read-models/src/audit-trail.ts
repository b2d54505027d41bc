import type { Json, ReadModel } from '@policy-registry/kernel';

import type { Page, Query } from './page.ts';

export type AuditRow = {
  readonly seq: number;
  readonly event_id: string;
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly aggregate_version: number;
  readonly recorded_at: string;
  readonly actor_type: string;
  readonly actor_id: string;
  readonly scopes: Json;
  readonly command_id: string;
  readonly correlation_id: string;
  readonly fact_types: Json;
  readonly digests: Json;
  readonly reason_digest: string | null;
  readonly ticket_digest: string | null;
  readonly attestation_ids: Json;
  /** SHA-256 of the stored bytes. */
  readonly hash: string;
};

/** Every accepted event: who did what, with which scopes, on which digests. */
export const auditTrail: ReadModel<AuditRow> = {
  table: 'audit_trail',
  columns: {
    seq: 'bigint',
    event_id: 'text',
    aggregate_type: 'text',
    aggregate_id: 'text',
    aggregate_version: 'bigint',
    recorded_at: 'text',
    actor_type: 'text',
    actor_id: 'text',
    scopes: 'jsonb',
    command_id: 'text',
    correlation_id: 'text',
    fact_types: 'jsonb',
    digests: 'jsonb',
    reason_digest: 'text',
    ticket_digest: 'text',
    attestation_ids: 'jsonb',
    hash: 'text',
  },
  key: ['seq'],
  reads: () => [],
  fold: (_rows, { seq, hash, event }) => [
    {
      put: {
        // By name: a row that is in order already is hashed without being copied.
        actor_id: event.actor.id,
        actor_type: event.actor.type,
        aggregate_id: event.aggregate.id,
        aggregate_type: event.aggregate.type,
        aggregate_version: event.aggregate.version,
        attestation_ids: event.attestationIds,
        command_id: event.commandId,
        correlation_id: event.correlationId,
        digests: event.digests,
        event_id: event.eventId,
        fact_types: event.facts.map(({ type }) => type),
        hash,
        reason_digest: event.reasonDigest ?? null,
        recorded_at: event.recordedAt,
        scopes: event.actor.scopes,
        seq,
        ticket_digest: event.ticketDigest ?? null,
      },
    },
  ],
};

/** In the order of the stream. */
export const auditPage = ({ size, after }: Page): Query => ({
  text: `select seq, event_id as "eventId", jsonb_build_object('type', aggregate_type, 'id', aggregate_id, 'version', aggregate_version) as aggregate,
      recorded_at as "recordedAt", jsonb_build_object('type', actor_type, 'id', actor_id, 'scopes', scopes) as actor,
      command_id as "commandId", correlation_id as "correlationId", fact_types as facts, digests,
      reason_digest as "reasonDigest", ticket_digest as "ticketDigest", attestation_ids as "attestationIds", hash
    from audit_trail where seq > $1 order by seq limit $2`,
  values: [after?.[0] ?? '0', size],
});
