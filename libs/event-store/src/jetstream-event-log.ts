import { TimeoutError } from '@nats-io/nats-core';
import {
  canonicalBytes,
  EVENT_BYTES_MAX,
  eventSubject,
  EventTooLarge,
  judge,
  NO_HEAD,
  openMessage,
  VersionConflict,
  type EventLog,
  type Head,
  type Json,
  type RecordedEvent,
} from '@policy-registry/kernel';

import { isNoMessage, isWrongLastSequence } from './broker-errors.ts';
import type { JetStreamReader, JetStreamWriter, KeptMessage } from './jetstream-ports.ts';
import { STREAM } from './streams.ts';
import { traceHeaders } from './trace-headers.ts';

/** Messages asked for at once while an aggregate is loaded. */
const LOAD_BATCH = 256;
/** Messages of one load that a lagging follower does not have yet, and the leader gives one by one. */
const LEADER_READS_MAX = 64;
const PUBLISH_TIMEOUT_MS = 5_000;

export type EventLogOptions = {
  /** The trace that an append is part of (W3C Trace Context); it travels in a header, outside of the stored bytes. */
  readonly traceparent?: () => string | undefined;
};

/** One accepted command is one message, so its facts are stored whole or not at all. */
export const jetStreamEventLog = (
  js: JetStreamWriter,
  jsm: JetStreamReader,
  { traceparent = () => undefined }: EventLogOptions = {},
): EventLog => ({
  async load(aggregate, from, known = 0) {
    const subject = eventSubject(aggregate);
    const events: RecordedEvent[] = [];
    let head: Head = from ?? NO_HEAD;
    let lastSeq = from?.lastSeq ?? 0;
    const take = ({ seq, data }: KeptMessage): void => {
      lastSeq = seq;
      const verdict = judge(head, { seq, subject, bytes: data });
      if (verdict.class !== 'accepted') return;
      events.push(verdict.recorded);
      head = { version: verdict.recorded.event.aggregate.version, hash: verdict.recorded.hash };
    };

    for (let size = LOAD_BATCH; size === LOAD_BATCH;) {
      const batch = await readBatch(jsm, subject, lastSeq + 1);
      batch.forEach(take);
      size = batch.length;
    }
    for (let reads = 0; lastSeq < known && reads < LEADER_READS_MAX; reads += 1) {
      const message = await jsm.streams.getMessage(STREAM.events, {
        seq: lastSeq + 1,
        next_by_subj: subject,
      });
      if (message === null) break;
      take(message);
    }
    return { lastSeq, events };
  },

  async lastSeq(aggregate) {
    // STREAM.MSG.GET is answered by the stream's leader; a direct get may come from a follower that lags.
    const message = await jsm.streams.getMessage(STREAM.events, { last_by_subj: eventSubject(aggregate) });
    return message?.seq ?? 0;
  },

  async ids(kind) {
    const begin = eventSubject({ ...kind, id: '' });
    const { state } = await jsm.streams.info(STREAM.events, { subjects_filter: `${begin}*` });
    return Object.keys(state.subjects ?? {}).map((subject) => subject.slice(begin.length));
  },

  async append(aggregate, expectedSeq, event) {
    const bytes = canonicalBytes(event as Json);
    if (bytes.length > EVENT_BYTES_MAX)
      throw new EventTooLarge(`an event of ${bytes.length} bytes exceeds ${EVENT_BYTES_MAX}`);
    const subject = eventSubject(aggregate);
    // What is stored is forever: an event that the fence could not read would be foreign to everybody but its writer.
    const { hash, event: readBack, problem } = openMessage({ seq: 0, subject, bytes });
    if (readBack === undefined) throw new Error(`the event of ${event.commandId} was not stored: ${problem}`);
    try {
      const { seq } = await js.publish(subject, bytes, {
        expect: { lastSubjectSequence: expectedSeq },
        headers: traceHeaders(traceparent()),
        timeout: PUBLISH_TIMEOUT_MS,
      });
      return { seq, hash, event };
    } catch (error) {
      if (isWrongLastSequence(error)) throw new VersionConflict(subject, expectedSeq, { cause: error });
      throw error;
    }
  },
});

/**
 * A direct get goes to any server that has a copy, also to one that has just died or is cut off, of which the others do not
 * know yet. Another try reaches another one.
 */
const DIRECT_TRIES_MAX = 5;

const readBatch = async (
  jsm: JetStreamReader,
  subject: string,
  fromSeq: number,
): Promise<readonly KeptMessage[]> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await jsm.direct.getBatch(STREAM.events, {
        seq: fromSeq,
        next_by_subj: subject,
        batch: LOAD_BATCH,
      });
    } catch (error) {
      if (isNoMessage(error)) return [];
      if (!(error instanceof TimeoutError) || attempt === DIRECT_TRIES_MAX) throw error;
    }
  }
};
