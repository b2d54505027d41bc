import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { canonicalBytes, EventEnvelope, eventSubject, type Json } from '@policy-registry/kernel';

const FILE = join(
  import.meta.dirname,
  '../../../libs/domain/src/events.fixtures/policy.pay-gate.01.PolicyCreated.json',
);

/** The first event of a policy, with its subject and its bytes as a decider stores them. */
export const storedEvent = async (tenant: string) => {
  const stored = EventEnvelope.parse(JSON.parse(await readFile(FILE, 'utf8')));
  const event: EventEnvelope = { ...stored, tenant };
  const aggregate = { tenant, type: event.aggregate.type, id: event.aggregate.id };
  return { event, aggregate, subject: eventSubject(aggregate), bytes: canonicalBytes(event as Json) };
};
