import { attestationIdsOf, digestsOf } from '@policy-registry/domain';
import {
  reactionIdOf,
  toTimestamp,
  type Basis,
  type CommandEnvelope,
  type EpochMs,
  type EventEnvelope,
  type FactShape,
  type InputFault,
  type Outcome,
  type RecordedEvent,
} from '@policy-registry/kernel';

import type { Loaded } from './state-cache.ts';

export type Decision = {
  readonly command: CommandEnvelope;
  readonly requestDigest: string;
  readonly now: EpochMs;
  readonly basis: readonly Basis[];
};

/** The event that an accepted command becomes: everything in it is determined by the command and its basis. */
export const toEvent = (
  { command, requestDigest, now, basis }: Decision,
  { aggregate, version, hash }: Loaded,
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

export const toAccepted = (requestDigest: string, { seq, event }: RecordedEvent): Outcome => ({
  status: 'accepted',
  commandId: event.commandId,
  tenant: event.tenant,
  requestDigest,
  seq,
  aggregate: event.aggregate,
  facts: event.facts,
});

export const toUnchanged = (
  { command, requestDigest }: Decision,
  { aggregate, version, lastSeq }: Loaded,
): Outcome => ({
  status: 'unchanged',
  commandId: command.commandId,
  tenant: command.tenant,
  requestDigest,
  seq: lastSeq,
  aggregate: { type: aggregate.type, id: aggregate.id, version },
});

export const toRejected = (
  { command, requestDigest }: Pick<Decision, 'command' | 'requestDigest'>,
  refusal: { readonly code: string; readonly message: string; readonly faults: readonly InputFault[] },
): Outcome => ({
  status: 'rejected',
  commandId: command.commandId,
  tenant: command.tenant,
  requestDigest,
  code: refusal.code,
  detail: refusal.message,
  faults: [...refusal.faults],
});
