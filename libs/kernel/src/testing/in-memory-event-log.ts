import type { AggregateRef, EventEnvelope, RecordedEvent, StoredMessage } from '../envelope.ts';
import { EVENT_BYTES_MAX } from '../envelope.ts';
import { EventTooLarge, VersionConflict, type EventLog } from '../event-log.ts';
import { judge, NO_HEAD, openMessage, type Head } from '../fence.ts';
import { canonicalBytes, type Json } from '../json.ts';
import { eventSubject } from '../subjects.ts';

/** An event log with a door for messages that no decider wrote. */
export type PlantableEventLog = EventLog & {
  /** Stores any bytes on the aggregate's subject and answers their sequence. */
  readonly plant: (aggregate: AggregateRef, bytes: Uint8Array) => Promise<number>;
};

export type InMemoryEventLog = PlantableEventLog & {
  /** Everything that was stored, in the order of the stream. */
  readonly messages: () => readonly StoredMessage[];
};

/** A log in memory, under the same contract as the real one. */
export const inMemoryEventLog = (): InMemoryEventLog => {
  const stored: StoredMessage[] = [];
  const store = (subject: string, bytes: Uint8Array): number => {
    const seq = stored.length + 1;
    stored.push({ seq, subject, bytes });
    return seq;
  };
  const lastSeqOf = (subject: string): number =>
    stored.findLast((message) => message.subject === subject)?.seq ?? 0;

  return {
    load: async (aggregate, from) => {
      const subject = eventSubject(aggregate);
      const events: RecordedEvent[] = [];
      let head: Head = from ?? NO_HEAD;
      const after = from?.lastSeq ?? 0;
      for (const message of stored.filter(({ seq, ...on }) => seq > after && on.subject === subject)) {
        const verdict = judge(head, message);
        if (verdict.class !== 'accepted') continue;
        events.push(verdict.recorded);
        head = { version: verdict.recorded.event.aggregate.version, hash: verdict.recorded.hash };
      }
      return { lastSeq: Math.max(after, lastSeqOf(subject)), events };
    },
    lastSeq: async (aggregate) => lastSeqOf(eventSubject(aggregate)),
    ids: async (kind) => {
      const begin = eventSubject({ ...kind, id: '' });
      const subjects = stored.map(({ subject }) => subject).filter((subject) => subject.startsWith(begin));
      return [...new Set(subjects)].map((subject) => subject.slice(begin.length));
    },
    append: async (aggregate, expectedSeq, event) => {
      const subject = eventSubject(aggregate);
      const bytes = storable(subject, event);
      if (lastSeqOf(subject) !== expectedSeq) throw new VersionConflict(subject, expectedSeq);
      const { hash } = openMessage({ seq: 0, subject, bytes });
      return { seq: store(subject, bytes), hash, event };
    },
    plant: async (aggregate, bytes) => store(eventSubject(aggregate), bytes),
    messages: () => [...stored],
  };
};

const storable = (subject: string, event: EventEnvelope): Uint8Array => {
  const bytes = canonicalBytes(event as Json);
  if (bytes.length > EVENT_BYTES_MAX)
    throw new EventTooLarge(`an event of ${bytes.length} bytes exceeds ${EVENT_BYTES_MAX}`);
  const { event: readBack, problem } = openMessage({ seq: 0, subject, bytes });
  if (readBack === undefined) throw new Error(`the event of ${event.commandId} was not stored: ${problem}`);
  return bytes;
};
