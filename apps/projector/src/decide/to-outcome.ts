import type { Decision } from '@policy-registry/domain';
import type { InputFault, Outcome, RecordedEvent } from '@policy-registry/kernel';

import type { Loaded } from './state-cache.ts';

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
