import { jetstream, JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';

import { streamOf } from './bucket-names.ts';
import { unavailable } from './translate.ts';

/** A stored message: its place in the stream, its bytes and its headers as text. */
export type BucketMessage = { readonly seq: number; readonly bytes: Uint8Array; readonly headerText: string };

/** The messages of one bucket. Every call has the same timeout; foreign errors come out translated. */
export type Bucket = {
  /** The first message on `subject` with a sequence after `afterSeq`, asked of the stream's leader. */
  readonly next: (subject: string, afterSeq: number) => Promise<BucketMessage | undefined>;
  readonly last: (subject: string) => Promise<BucketMessage | undefined>;
  /**
   * Appends when the subject's last message is `expectedSeq` (0: has none), and answers with the sequence;
   * `undefined` when somebody else wrote first.
   */
  readonly append: (message: NewMessage) => Promise<number | undefined>;
};

export type NewMessage = {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly expectedSeq: number;
  readonly header?: readonly [name: string, value: string];
};

/** Opens a bucket; nothing is asked of the broker yet. */
export const openBucket = (connection: NatsConnection, name: string, timeoutMs: number): Bucket => {
  const js = jetstream(connection, { timeout: timeoutMs });

  // Not the direct get of the client library: see `blobUserSubjects`.
  const read = async (query: Readonly<Record<string, unknown>>): Promise<BucketMessage | undefined> => {
    const subject = `$JS.API.STREAM.MSG.GET.${streamOf(name)}`;
    try {
      const answer = await connection.request(subject, JSON.stringify(query), { timeout: timeoutMs });
      return toMessage(answer.json());
    } catch (error) {
      throw unavailable(name, error);
    }
  };

  return {
    next: (subject, afterSeq) => read({ seq: afterSeq + 1, next_by_subj: subject }),
    last: (subject) => read({ last_by_subj: subject }),
    append: async ({ subject, bytes, expectedSeq, header }) => {
      const carried = headers();
      if (header !== undefined) carried.set(...header);
      try {
        const expect = { lastSubjectSequence: expectedSeq };
        const ack = await js.publish(subject, bytes, { expect, headers: carried, timeout: timeoutMs });
        return ack.seq;
      } catch (error) {
        if (isWrongLastSequence(error)) return undefined;
        throw unavailable(name, error);
      }
    },
  };
};

const isWrongLastSequence = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;

type GetAnswer = {
  readonly error?: { readonly code: number; readonly err_code: number; readonly description: string };
  readonly message?: { readonly seq: number; readonly data?: string; readonly hdrs?: string };
};

const toMessage = ({ error, message }: GetAnswer): BucketMessage | undefined => {
  if (error?.err_code === JetStreamApiCodes.NoMessageFound) return undefined;
  if (error !== undefined) throw new JetStreamApiError(error);
  if (message === undefined) throw new TypeError('the answer holds no message');
  return {
    seq: message.seq,
    bytes: Buffer.from(message.data ?? '', 'base64'),
    headerText: Buffer.from(message.hdrs ?? '', 'base64').toString('utf8'),
  };
};
