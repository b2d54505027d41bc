import {
  reactionIdOf,
  toTimestamp,
  type AggregateRef,
  type Basis,
  type CommandEnvelope,
  type EpochMs,
  type EventEnvelope,
  type FactShape,
} from '@policy-registry/kernel';

import { attestationIdsOf, digestsOf } from './registry.ts';

/** What a command was decided on. */
export type Decision = {
  readonly command: CommandEnvelope;
  readonly requestDigest: string;
  readonly now: EpochMs;
  readonly basis: readonly Basis[];
};

/** An aggregate as it was before: `hash` is that of its last event's bytes. */
type Head = { readonly aggregate: AggregateRef; readonly version: number; readonly hash: string };

/** The event that an accepted command becomes: everything in it is determined by the command and its basis. */
export const toEvent = (
  { command, requestDigest, now, basis }: Decision,
  { aggregate, version, hash }: Head,
  facts: readonly FactShape[],
): EventEnvelope => {
  const { type, id, scopes } = command.principal;
  const { reasonDigest, ticketDigest } = command.data;
  return {
    eventId: reactionIdOf(command.commandId, 'event').slice(0, 26),
    schemaVersion: 1,
    tenant: command.tenant,
    aggregate: { type: aggregate.type, id: aggregate.id, version: version + 1 },
    recordedAt: toTimestamp(now),
    effectiveAt: toTimestamp(now),
    actor: { type, id, scopes },
    commandId: command.commandId,
    correlationId: command.correlationId,
    ...(command.causationId !== undefined && { causationId: command.causationId }),
    basis: [...basis],
    ...(typeof reasonDigest === 'string' && { reasonDigest }),
    ...(typeof ticketDigest === 'string' && { ticketDigest }),
    digests: { ...digestsOf(facts), request: requestDigest },
    attestationIds: attestationIdsOf(facts),
    prevHash: hash,
    facts: [...facts],
  };
};
