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

/** What is so of every event that is asked for; without a member, of it nothing is asked. */
export type AuditFilter = {
  readonly fact?: string | undefined;
  readonly aggregateType?: string | undefined;
  readonly aggregateId?: string | undefined;
  readonly actor?: string | undefined;
  /** Recorded at this instant or later, and before that one. */
  readonly recordedFrom?: string | undefined;
  readonly recordedBefore?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly commandId?: string | undefined;
};

// Facts are looked for event by event: under row-level security no index serves what is inside of JSON.
const CONDITIONS: Readonly<Record<keyof AuditFilter, string>> = {
  fact: 'fact_types @> jsonb_build_array($?::text)',
  aggregateType: 'aggregate_type = $?',
  aggregateId: 'aggregate_id = $?',
  actor: 'actor_id = $?',
  recordedFrom: 'recorded_at >= $?',
  recordedBefore: 'recorded_at < $?',
  correlationId: 'correlation_id = $?',
  commandId: 'command_id = $?',
};

/** In the order of the stream. What is not asked for is not in the statement, so that what is finds its index. */
export const auditPage =
  (filter: AuditFilter) =>
  ({ size, after }: Page): Query => {
    const asked = FILTERS.filter((name) => filter[name] !== undefined);
    const conditions = asked.map((name, at) => ` and ${CONDITIONS[name].replace('?', String(at + 3))}`);
    return {
      text: `select seq, event_id as "eventId", jsonb_build_object('type', aggregate_type, 'id', aggregate_id, 'version', aggregate_version) as aggregate,
      recorded_at as "recordedAt", jsonb_build_object('type', actor_type, 'id', actor_id, 'scopes', scopes) as actor,
      command_id as "commandId", correlation_id as "correlationId", fact_types as facts, digests,
      reason_digest as "reasonDigest", ticket_digest as "ticketDigest", attestation_ids as "attestationIds", hash
    from audit_trail where seq > $1${conditions.join('')} order by seq limit $2`,
      values: [after?.[0] ?? '0', size, ...asked.map((name) => filter[name])],
    };
  };

const FILTERS = [
  'fact',
  'aggregateType',
  'aggregateId',
  'actor',
  'recordedFrom',
  'recordedBefore',
  'correlationId',
  'commandId',
] as const satisfies readonly (keyof AuditFilter)[];
