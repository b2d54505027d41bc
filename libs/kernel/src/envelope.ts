import { z } from 'zod';

import { AggregateId, Sha256, Tenant, Timestamp } from './command.ts';

/** An event is at most this long as stored; larger content goes by digest. */
export const EVENT_BYTES_MAX = 60 * 1024;
/** The `prevHash` of an aggregate's first event. */
export const NO_PREVIOUS_HASH = '0'.repeat(64);

export const AGGREGATE_TYPES = [
  'tenant',
  'policy',
  'workspace',
  'snapshot',
  'simulation',
  'environment',
  'queue',
  'waiver',
  'webhooks',
  'delivery',
  'bundle',
  'consumers',
] as const;
export const AggregateType = z.enum(AGGREGATE_TYPES);
export type AggregateType = z.infer<typeof AggregateType>;

/** One consistency boundary of one tenant. */
export type AggregateRef = { readonly tenant: string; readonly type: AggregateType; readonly id: string };

/** All aggregates of one type that a tenant has. */
export type AggregateKind = Omit<AggregateRef, 'id'>;

export const aggregateKey = ({ tenant, type, id }: AggregateRef): string => `${tenant}.${type}.${id}`;

/** A state another aggregate was in when a decision was made. */
export const Basis = z.strictObject({ type: AggregateType, id: AggregateId, version: z.int().nonnegative() });
export type Basis = z.infer<typeof Basis>;

/** One thing that happened; the owning aggregate defines which types exist and their data. */
export const FactShape = z.strictObject({
  type: z.string().min(1).max(64),
  schemaVersion: z.int().positive(),
  data: z.record(z.string(), z.unknown()),
});
export type FactShape = z.infer<typeof FactShape>;

/**
 * The outcome of one accepted command: one message, stored as RFC 8785 bytes. Hashes are over the stored
 * bytes; a reader never serialises again.
 */
export const EventEnvelope = z.strictObject({
  eventId: AggregateId,
  schemaVersion: z.literal(1),
  tenant: Tenant,
  aggregate: z.strictObject({ type: AggregateType, id: AggregateId, version: z.int().positive() }),
  recordedAt: Timestamp,
  effectiveAt: Timestamp,
  actor: z.strictObject({
    type: z.enum(['user', 'service', 'system']),
    id: z.string().min(1).max(128),
    scopes: z.array(z.string()).max(64),
  }),
  commandId: AggregateId,
  correlationId: z.string().min(1).max(128),
  causationId: z.string().min(1).max(128).optional(),
  basis: z.array(Basis).max(16),
  reasonDigest: Sha256.optional(),
  ticketDigest: Sha256.optional(),
  /** `request` is the digest that tells a retry from a reused key; others name what was acted on. */
  digests: z.record(z.string(), Sha256),
  attestationIds: z.array(z.string().max(128)).max(16),
  prevHash: Sha256,
  facts: z.array(FactShape).min(1).max(64),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** A message of the EVENTS stream as the broker holds it. `seq` is the stream's sequence. */
export type StoredMessage = {
  readonly seq: number;
  readonly subject: string;
  readonly bytes: Uint8Array;
};

/** An event that counts, with the sequence it has in the stream and the hash of its stored bytes. */
export type RecordedEvent = { readonly seq: number; readonly hash: string; readonly event: EventEnvelope };
