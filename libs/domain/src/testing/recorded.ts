import type { AggregateType, FactShape, RecordedEvent } from '@policy-registry/kernel';

import { sha } from './samples.ts';

export const fact = (type: string, data: FactShape['data'] = {}): FactShape => ({
  type,
  schemaVersion: 1,
  data,
});

/** An event of some aggregate of this type, as an accepted command left it. */
export const recorded = (
  type: AggregateType,
  facts: readonly FactShape[],
  eventId = 'e-1',
): RecordedEvent => ({
  seq: 7,
  hash: sha(eventId),
  event: {
    eventId,
    schemaVersion: 1,
    tenant: 'acme',
    aggregate: { type, id: 'a-1', version: 1 },
    recordedAt: '2026-03-02T09:00:00.000Z',
    effectiveAt: '2026-03-02T09:00:00.000Z',
    actor: { type: 'user', id: 'u-ann', scopes: [] },
    commandId: 'c-1',
    correlationId: 'corr-1',
    basis: [],
    digests: {},
    attestationIds: [],
    prevHash: sha('previous'),
    facts: [...facts],
  },
});
