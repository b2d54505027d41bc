import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FedMessage } from '@policy-registry/event-store';
import {
  canonicalBytes,
  EventEnvelope,
  eventSubject,
  NO_PREVIOUS_HASH,
  sha256Hex,
  type Json,
} from '@policy-registry/kernel';

// Events as they were once stored: every fact of every aggregate, in the order of each aggregate's versions.
const FOLDER = join(import.meta.dirname, '../../../../libs/domain/src/events.fixtures');

// A second tenant's own aggregate, which would be a fork of the first one's under one name.
const OTHER_TENANT = 'tenant.globex.';

/** The events of one tenant's whole life, as another tenant's when one is named. */
export const storedEvents = (tenant?: string): readonly EventEnvelope[] => {
  const files = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && !file.startsWith(OTHER_TENANT))
    .sort();
  const heads = new Map<string, string>();
  return files.map((file) => {
    const stored = EventEnvelope.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
    const { type, id } = stored.aggregate;
    const ownId = type === 'tenant' && tenant !== undefined ? tenant : id;
    const key = `${type}.${id}`;
    const event: EventEnvelope = {
      ...stored,
      tenant: tenant ?? stored.tenant,
      aggregate: { ...stored.aggregate, id: ownId },
      prevHash: heads.get(key) ?? NO_PREVIOUS_HASH,
    };
    heads.set(key, sha256Hex(canonicalBytes(event as Json)));
    return event;
  });
};

/** Messages of the stream: what each says, in this order. */
export const fedFrom = (seq: number, said: readonly (EventEnvelope | RawMessage)[]): readonly FedMessage[] =>
  said.map((each, at) => ({
    seq: seq + at,
    ...('bytes' in each ? each : messageOf(each)),
    traceparent: undefined,
    storedAtMs: 0,
    pending: said.length - at - 1,
  }));

export type RawMessage = { readonly subject: string; readonly bytes: Uint8Array };

export const messageOf = (event: EventEnvelope): RawMessage => ({
  subject: eventSubject({ tenant: event.tenant, type: event.aggregate.type, id: event.aggregate.id }),
  bytes: canonicalBytes(event as Json),
});

/** One item of each list in turn, until all are used up. */
export const interleaved = <T>(...lists: readonly (readonly T[])[]): readonly T[] =>
  Array.from({ length: Math.max(...lists.map(({ length }) => length)) }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat();
