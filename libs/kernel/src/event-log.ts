import type { AggregateKind, AggregateRef, EventEnvelope, RecordedEvent } from './envelope.ts';

/** Everything an aggregate's subject holds, judged by the fence. */
export type History = {
  /** Sequence of the subject's last message, accepted or not; 0 for none. Opaque: goes back into `append`. */
  readonly lastSeq: number;
  readonly events: readonly RecordedEvent[];
};

/** The append-only log of one registry. */
export interface EventLog {
  /**
   * Reads what is on the aggregate's subject after `from` (everything without it), judged by the fence. May miss
   * what was appended a moment ago by somebody else: `lastSeq` and `append` do not. A sequence `known` to be there is
   * looked for where it is sure to be as well, yet a history may end before it.
   */
  load(aggregate: AggregateRef, from?: LoadedUpTo, known?: number): Promise<History>;

  /** Sequence of the subject's last message, asked of the leader; 0 for none. */
  lastSeq(aggregate: AggregateRef): Promise<number>;

  /** The aggregates of a type that a tenant has, as the leader says: those whose subjects hold a message. None ever leaves. */
  ids(kind: AggregateKind): Promise<readonly string[]>;

  /**
   * Stores one event durably, or nothing. Rejects with {@link VersionConflict} when the subject holds a
   * message after `expectedSeq` and with {@link EventTooLarge} beyond 60 KiB. Resolves only after the broker confirmed the write.
   */
  append(aggregate: AggregateRef, expectedSeq: number, event: EventEnvelope): Promise<RecordedEvent>;
}

/** Where an earlier load ended. */
export type LoadedUpTo = { readonly lastSeq: number; readonly version: number; readonly hash: string };

/** The event is longer than what one message may hold; it was not stored. */
export class EventTooLarge extends Error {
  override readonly name = 'EventTooLarge';
}

/** Someone else wrote first. The only error a decision is retried for. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';

  constructor(subject: string, expectedSeq: number, options?: ErrorOptions) {
    super(`${subject} has moved past sequence ${expectedSeq}`, options);
  }
}
