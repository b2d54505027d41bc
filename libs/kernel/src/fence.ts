import { sha256Hex } from './digest.ts';
import { AGGREGATE_TYPES, EventEnvelope, NO_PREVIOUS_HASH } from './envelope.ts';
import type { AggregateRef, RecordedEvent, StoredMessage } from './envelope.ts';
import { isEventEnvelope } from './is-event-envelope.ts';
import { eventSubject } from './subjects.ts';

/** The last event of an aggregate that counted. */
export type Head = { readonly version: number; readonly hash: string };
export const NO_HEAD: Head = { version: 0, hash: NO_PREVIOUS_HASH };

/**
 * What a message on an event subject is worth. Deciders, projections and auditors all judge by this one
 * function, so a read model cannot fork and a foreign message cannot block an aggregate.
 *
 * - `accepted`: the next event of its aggregate;
 * - `loser`: a well-formed event that lost its race (its version is taken or its predecessor is another);
 * - `foreign`: nothing a decider wrote for this subject.
 */
export type Verdict =
  | { readonly class: 'accepted'; readonly recorded: RecordedEvent }
  | { readonly class: 'loser'; readonly hash: string; readonly problem: string }
  | { readonly class: 'foreign'; readonly hash: string; readonly problem: string };

export const judge = (head: Head, message: StoredMessage): Verdict => judgeOpened(head, openMessage(message));

/** A message, hashed and parsed once; what it is worth depends on the head it meets. */
export type OpenedMessage = {
  readonly seq: number;
  readonly hash: string;
  /** Absent when the bytes are no event of this subject; then `problem` says why. */
  readonly event: EventEnvelope | undefined;
  readonly problem: string;
};

export const openMessage = ({ seq, subject, bytes }: StoredMessage): OpenedMessage => {
  const hash = sha256Hex(bytes);
  const event = parseEvent(bytes);
  if (event === undefined) return { seq, hash, event, problem: 'the bytes are not an event envelope' };
  if (
    eventSubject({ tenant: event.tenant, type: event.aggregate.type, id: event.aggregate.id }) !== subject
  ) {
    return { seq, hash, event: undefined, problem: 'the envelope names another aggregate than the subject' };
  }
  return { seq, hash, event, problem: '' };
};

export const judgeOpened = (head: Head, { seq, hash, event, problem }: OpenedMessage): Verdict => {
  if (event === undefined) return { class: 'foreign', hash, problem };
  if (event.aggregate.version !== head.version + 1) {
    return { class: 'loser', hash, problem: `version ${event.aggregate.version} follows ${head.version}` };
  }
  if (event.prevHash !== head.hash)
    return { class: 'loser', hash, problem: 'prevHash is not that of the previous event' };
  return { class: 'accepted', recorded: { seq, hash, event } };
};

/** The aggregate an event subject names, or `undefined` when it names none. */
export const parseEventSubject = (subject: string): AggregateRef | undefined => {
  const [registry, kind, tenant, type, id, ...rest] = subject.split('.');
  const known = AGGREGATE_TYPES.find((name) => name === type);
  if (registry !== 'registry' || kind !== 'evt' || known === undefined || rest.length > 0) return undefined;
  return tenant === undefined || id === undefined ? undefined : { tenant, type: known, id };
};

const decoder = new TextDecoder('utf-8', { fatal: true });

const parseEvent = (bytes: Uint8Array): EventEnvelope | undefined => {
  try {
    const json: unknown = JSON.parse(decoder.decode(bytes));
    if (isEventEnvelope(json)) return json;
    const parsed = EventEnvelope.safeParse(json);
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not UTF-8 or not JSON: nothing a decider wrote
  }
};
