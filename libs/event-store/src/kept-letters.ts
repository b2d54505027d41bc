import {
  DeliverPolicy,
  type Consumer,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { headers, nuid, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';

import { isSubjectTaken, isWrongLastSequence } from './broker-errors.ts';
import { signatureIn, signed, type CommandSignature } from './command-signature.ts';
import { LETTER_HEADER, letterHeaders, letterSubject } from './dead-letters.ts';
import { openJetStream } from './open-jetstream.ts';
import { STREAM } from './streams.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
const FETCH_MS = 2_000;
/** Headers of letters that are looked at with one request. */
const FETCHED_MAX = 500;
const SUBJECT = /^registry\.dead\.(commands|runs|jobs)\.([^.]+)\.([^.]+)$/;
const NANOS_PER_MS = 1_000_000;

/** A dead letter as it is kept, without its bytes. */
export type KeptLetter = {
  readonly id: string;
  /** Its place in DEAD. */
  readonly seq: number;
  readonly keptAtMs: number;
  /** `COMMANDS`, `RUNS` or `JOBS`. */
  readonly stream: string;
  readonly tenant: string;
  /** Where the message lay. */
  readonly subject: string;
  readonly subjectSeq: number;
  readonly reason: string;
  /** A job that was given up: whoever waits for it was told. */
  readonly isAnswered: boolean;
  readonly signature: CommandSignature | undefined;
  /** When an operator published it again. */
  readonly replayedAt: string | undefined;
};

export type OpenedLetter = KeptLetter & { readonly bytes: Uint8Array };

/** Somebody else replayed or buried the letter in between: look again. */
export class LetterChanged extends Error {
  override readonly name = 'LetterChanged';
}

/** Every field that is given has to fit. */
export type LetterFilter = {
  readonly stream?: string | undefined;
  readonly tenant?: string | undefined;
  /** A part of the reason. */
  readonly reason?: string | undefined;
  /** Those that nobody has replayed. */
  readonly isOpen?: boolean;
};

export type LetterPage = {
  readonly letters: readonly KeptLetter[];
  /** Where the next page begins; absent at the end. */
  readonly next: number | undefined;
};

/** The stream DEAD, for an operator: a broker administrator. */
export type KeptLetters = {
  /** Letters behind a place in DEAD, the oldest first. Reads headers alone, whatever the letters weigh. */
  readonly page: (filter: LetterFilter, after: number, sizeMax: number) => Promise<LetterPage>;
  readonly open: (id: string) => Promise<OpenedLetter | undefined>;
  /**
   * Publishes the bytes to where they lay, under an id of their own, and notes it on the letter. `waiting` when the
   * same subject holds a message already: it will be worked on. Rejects with {@link LetterChanged}; then the message is
   * out all the same, and another time changes nothing.
   */
  readonly replay: (letter: OpenedLetter, at: string) => Promise<'published' | 'waiting'>;
  readonly discard: (letter: KeptLetter) => Promise<void>;
};

export const keptLetters = async (connection: NatsConnection): Promise<KeptLetters> => {
  const { js, jsm } = await openJetStream(connection);
  return {
    page: (filter, after, sizeMax) => pageOf(js, filter, { after, sizeMax }),
    open: (id) => openLetter(jsm, id),
    replay: async (letter, at) => {
      const sent = signed(headers(), letter.signature);
      const msgID = `replay ${letter.id}`;
      const outcome = await js
        .publish(letter.subject, letter.bytes, { msgID, headers: sent, timeout: PUBLISH_TIMEOUT_MS })
        .then(
          () => 'published' as const,
          (error: unknown) => {
            // Of runs it says that too many others of the tenant wait.
            if (isSubjectTaken(error) && letter.stream !== STREAM.runs) return 'waiting' as const;
            throw error;
          },
        );
      await noteReplay(js, letter, at);
      return outcome;
    },
    discard: async ({ seq }) => void (await jsm.streams.deleteMessage(STREAM.dead, seq, false)),
  };
};

type Range = { readonly after: number; readonly sizeMax: number };

const pageOf = async (
  js: JetStreamClient,
  filter: LetterFilter,
  { after, sizeMax }: Range,
): Promise<LetterPage> => {
  const consumer = await js.consumers.get(STREAM.dead, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after + 1,
    filter_subjects: `registry.dead.${filter.stream?.toLowerCase() ?? '*'}.${filter.tenant ?? '*'}.*`,
    headers_only: true,
    name_prefix: `letters_${nuid.next()}`,
  });
  try {
    const letters: KeptLetter[] = [];
    for await (const letter of lettersOf(consumer)) {
      if (!isWanted(letter, filter)) continue;
      // One more than asked for tells that there is a next page.
      if (letters.length === sizeMax) return { letters, next: letters.at(-1)?.seq };
      letters.push(letter);
    }
    return { letters, next: undefined };
  } finally {
    await consumer.delete();
  }
};

const lettersOf = async function* (consumer: Consumer): AsyncGenerator<KeptLetter> {
  let pending = (await consumer.info()).num_pending;
  while (pending > 0) {
    const wanted = Math.min(pending, FETCHED_MAX);
    pending = 0;
    for await (const message of await consumer.fetch({ max_messages: wanted, expires: FETCH_MS })) {
      pending = message.info.pending;
      const keptAtMs = Math.floor(Number(message.info.timestampNanos) / NANOS_PER_MS);
      const letter = letterOf({ ...toKept(message.subject, message.seq, message.headers), keptAtMs });
      if (letter !== undefined) yield letter;
    }
  }
};

const isWanted = (letter: KeptLetter, { reason, isOpen }: LetterFilter): boolean =>
  (reason === undefined || letter.reason.includes(reason)) &&
  (isOpen !== true || letter.replayedAt === undefined);

const openLetter = async (jsm: JetStreamManager, id: string): Promise<OpenedLetter | undefined> => {
  const message = await jsm.streams.getMessage(STREAM.dead, { last_by_subj: `registry.dead.*.*.${id}` });
  if (message === null) return undefined;
  const kept = toKept(message.subject, message.seq, message.header);
  const letter = letterOf({ ...kept, keptAtMs: message.time.getTime() });
  return letter && { ...letter, bytes: message.data };
};

type Kept = {
  readonly deadSubject: string;
  readonly seq: number;
  readonly header: (name: string) => string | undefined;
  readonly keptAtMs: number;
};

const toKept = (deadSubject: string, seq: number, of: MsgHdrs | undefined) => ({
  deadSubject,
  seq,
  header: (name: string): string | undefined => of?.get(name) || undefined,
  signature: signatureIn(of),
});

/** Markers of suspects lie in DEAD too, and are no letters. */
const letterOf = (kept: Kept & Pick<KeptLetter, 'signature'>): KeptLetter | undefined => {
  const { deadSubject, seq, header, keptAtMs, signature } = kept;
  const [, stream, tenant, id] = SUBJECT.exec(deadSubject) ?? [];
  const subject = header(LETTER_HEADER.subject);
  if (stream === undefined || tenant === undefined || id === undefined || subject === undefined)
    return undefined;
  return {
    id,
    seq,
    keptAtMs,
    stream: stream.toUpperCase(),
    tenant,
    subject,
    subjectSeq: Number(header(LETTER_HEADER.sequence) ?? 0),
    reason: header(LETTER_HEADER.reason) ?? '',
    isAnswered: header(LETTER_HEADER.answered) === 'true',
    signature,
    replayedAt: header(LETTER_HEADER.replayedAt),
  };
};

/** The letter once more in its place, with the time of its replay. */
const noteReplay = async (js: JetStreamClient, letter: OpenedLetter, at: string): Promise<void> => {
  const noted = letterHeaders({ ...letter, seq: letter.subjectSeq });
  noted.set(LETTER_HEADER.replayedAt, at);
  try {
    await js.publish(letterSubject(letter), letter.bytes, {
      headers: noted,
      expect: { lastSubjectSequence: letter.seq },
      timeout: PUBLISH_TIMEOUT_MS,
    });
  } catch (error) {
    if (!isWrongLastSequence(error)) throw error;
    throw new LetterChanged(`somebody else changed the dead letter ${letter.id}: look at it again`, {
      cause: error,
    });
  }
};
