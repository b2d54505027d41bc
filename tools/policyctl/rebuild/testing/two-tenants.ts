import { canonicalBytes, NO_PREVIOUS_HASH, sha256Hex, type StoredMessage } from '@policy-registry/kernel';

import type { EventStream } from '../../replay/read-events.ts';
import { constructedLog, TENANT } from '../../replay/testing/constructed-log.ts';

const BATCH = 7;

/** Policies of two tenants that change in turn, so often, with a race lost each time. */
export const eventsOfTwoTenants = (rounds: number): readonly StoredMessage[] => {
  const acme = constructedLog(['pay-gate', 'web-gate'], rounds);
  const globex = asTenant(acme, 'globex');
  return acme
    .flatMap((message, at) => [message, ...globex.slice(at, at + 1)])
    .map((message, at) => ({ ...message, seq: at + 1 }));
};

const asTenant = (messages: readonly StoredMessage[], tenant: string): readonly StoredMessage[] => {
  const hashes = new Map([[NO_PREVIOUS_HASH, NO_PREVIOUS_HASH]]);
  return messages.map((message) => {
    const event = JSON.parse(new TextDecoder().decode(message.bytes));
    const bytes = canonicalBytes({ ...event, tenant, prevHash: hashes.get(event.prevHash) });
    hashes.set(sha256Hex(message.bytes), sha256Hex(bytes));
    return { ...message, subject: message.subject.replace(TENANT, tenant), bytes };
  });
};

/** A stream that holds these messages. */
export const streamOf = (messages: readonly StoredMessage[]): EventStream => ({
  lastSeq: async () => messages.at(-1)?.seq ?? 0,
  messages: async function* (upTo, after = 0) {
    const wanted = messages.filter(({ seq }) => seq > after && seq <= upTo);
    for (let at = 0; at < wanted.length; at += BATCH) yield wanted.slice(at, at + BATCH);
  },
});

export const firstOf = (log: readonly StoredMessage[], tenant: string): number =>
  log.find((message) => tenantOf(message) === tenant)?.seq ?? 0;

/** Events of a tenant that count, up to a position: every message but those that lost a race. */
export const counted = (log: readonly StoredMessage[], tenant: string, upTo: number): number =>
  log.filter((message) => message.seq <= upTo && tenantOf(message) === tenant && !isLoser(message)).length;

const tenantOf = ({ subject }: StoredMessage): string => subject.split('.')[2] ?? '';
const isLoser = ({ bytes }: StoredMessage): boolean =>
  new TextDecoder().decode(bytes).includes('the other writer');

/** Makes the message at this place one with a fact that nobody knows. */
export const unknownAt =
  (seq: number) =>
  (message: StoredMessage): StoredMessage => {
    if (message.seq !== seq) return message;
    const event = JSON.parse(new TextDecoder().decode(message.bytes));
    const facts = [{ type: 'NobodyKnows', schemaVersion: 1, data: {} }];
    return { ...message, bytes: new TextEncoder().encode(JSON.stringify({ ...event, facts })) };
  };
