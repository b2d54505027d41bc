import { canonicalJson, type EventEnvelope, type Json } from '@policy-registry/kernel';

import { TRANSITIONS } from '../webhooks/transitions.ts';

/** Members of a fact that name something or count it; everything else may be long, or somebody's words. */
const PUBLIC_MEMBER = /^([A-Za-z]+(Id|Digest)|version|revision|semver|attempt)$/;

/**
 * What a receiver is told of an event, in the form of Standard Webhooks: names, numbers and digests. It holds no text that a
 * person wrote and no personal data: whoever may read more asks the registry for it.
 */
export const notificationOf = (event: EventEnvelope, type: string): string => {
  const { eventId, tenant, aggregate, actor, facts, recordedAt, attestationIds } = event;
  return canonicalJson({
    type,
    timestamp: recordedAt,
    data: {
      eventId,
      tenant,
      aggregate,
      actor: { type: actor.type, id: actor.id },
      attestationIds,
      facts: facts.flatMap((fact) => {
        const name = `${aggregate.type}.${fact.type}`;
        return TRANSITIONS.has(name) ? [{ type: name, ...publicMembers(fact.data) }] : [];
      }),
    },
  });
};

const publicMembers = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) =>
      PUBLIC_MEMBER.test(name) && (typeof value === 'string' || typeof value === 'number')
        ? [[name, value]]
        : [],
    ),
  );
