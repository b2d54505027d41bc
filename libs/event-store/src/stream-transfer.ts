import { setTimeout as pause } from 'node:timers/promises';

import { createInbox, RequestError, type Msg, type NatsConnection } from '@nats-io/nats-core';
import type { StreamConfig } from '@nats-io/jetstream';
import { z } from 'zod';

/** What a stream held when its snapshot began. The snapshot may hold what was stored after that as well. */
export type SnapshotState = z.infer<typeof SnapshotState>;

export const SnapshotState = z.object({
  messages: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  first_seq: z.int().nonnegative(),
  last_seq: z.int().nonnegative(),
});

/** The broker refused a snapshot or a restoration, or broke it off. What was transferred by then counts for nothing. */
export class StreamTransferFailed extends Error {
  override readonly name = 'StreamTransferFailed';
}

/** Bytes of a message of a transfer: well below the broker's largest, 1 MiB. */
export const CHUNK_BYTES = 256 * 1024;
/** Bytes that the broker sends before it waits to hear that they were taken. */
const WINDOW_BYTES = 2 * 1024 * 1024;
/** The broker looks at all messages of the stream first, and at the end of a restoration reads what it stored. */
const CHECK_MS_MAX = 600_000;
const SILENCE_MS_MAX = 30_000;
/** So long may a server of a cluster take to tell the others that it listens for the pieces. */
const LISTENING_MS_MAX = 10_000;
const LOOK_AGAIN_MS = 50;
const STATUS_DONE = 204;

const Refusal = z.object({ error: z.object({ description: z.string() }) });
const Begun = z.object({ state: SnapshotState });
const Awaiting = z.object({ deliver_subject: z.string() });

/**
 * Gives the broker's own snapshot of a stream, without its consumers, to `take`, piece by piece; the broker waits until a
 * piece was taken. Sequences, times, headers and bytes are in it, in a form that is the broker's own. Needs an
 * administrator, and a connection that does not reconnect: what was sent in between would be lacking.
 */
export const takeSnapshot = async (
  connection: NatsConnection,
  stream: string,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<SnapshotState> => {
  const inbox = createInbox();
  const subscription = connection.subscribe(inbox);
  try {
    const { state } = Begun.parse(
      await ask(connection, `$JS.API.STREAM.SNAPSHOT.${stream}`, {
        deliver_subject: inbox,
        no_consumers: true,
        jsck: true,
        chunk_size: CHUNK_BYTES,
        window_size: WINDOW_BYTES,
      }),
    );
    await takeAll(stream, subscription[Symbol.asyncIterator](), take);
    return state;
  } finally {
    subscription.unsubscribe();
  }
};

const takeAll = async (
  stream: string,
  messages: AsyncIterator<Msg>,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> => {
  for (let index = 1; ; index += 1) {
    const message = await nextOf(stream, messages);
    if (message.data.length === 0) return verifyEnd(stream, message);
    // The pieces are numbered where the broker asks to be told that they came.
    const numbered = (message.reply ?? '') === '' ? index : Number(message.reply?.split('.').at(-1));
    if (numbered !== index)
      throw new StreamTransferFailed(`${stream}: piece ${index} of the snapshot is lost`);
    await take(message.data);
    message.respond();
  }
};

const nextOf = async (stream: string, messages: AsyncIterator<Msg>): Promise<Msg> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(new StreamTransferFailed(`${stream}: the broker went silent in the middle of the snapshot`)),
      SILENCE_MS_MAX,
    );
  });
  try {
    const { value, done } = await Promise.race([messages.next(), silence]);
    if (done === true) throw new StreamTransferFailed(`${stream}: the connection to the broker broke off`);
    return value;
  } finally {
    clearTimeout(timer);
  }
};

const verifyEnd = (stream: string, { headers }: Msg): void => {
  const status = headers?.code ?? 0;
  if (status === 0 || status === STATUS_DONE) return;
  throw new StreamTransferFailed(`${stream}: the broker broke the snapshot off: ${headers?.description}`);
};

export type StreamToRestore = {
  /** What the stream is to be from now on; its name is that of the snapshot. */
  readonly config: StreamConfig;
  readonly state: SnapshotState;
};

/**
 * Makes a stream of a snapshot, under the same sequences and times; a stream of its name MUST NOT be there. Whoever gets an
 * error deletes what may have come into being.
 */
export const restoreStream = async (
  connection: Requesting,
  { config, state }: StreamToRestore,
  chunks: AsyncIterable<Uint8Array>,
): Promise<SnapshotState> => {
  const request = { config, state: { ...state, consumer_count: 0 } };
  const begun = Awaiting.parse(await ask(connection, `$JS.API.STREAM.RESTORE.${config.name}`, request));
  for await (const chunk of chunks) {
    const taken = await listened(config.name, connection, begun.deliver_subject, chunk);
    if (taken.data.length > 0) accepted(config.name, taken.json());
  }
  const end = await listened(config.name, connection, begun.deliver_subject, '');
  return Begun.parse(accepted(config.name, end.json())).state;
};

type Requesting = Pick<NatsConnection, 'request'>;

/**
 * The answer to a piece. In a cluster whoever listens for pieces may be another server than one's own, which does not know
 * of it yet: then nobody got the piece, and it is sent again.
 */
const listened = async (
  stream: string,
  connection: Requesting,
  subject: string,
  piece: Uint8Array | string,
): Promise<Msg> => {
  const deadline = performance.now() + LISTENING_MS_MAX;
  for (;;) {
    try {
      return await answered(stream, connection, subject, piece);
    } catch (error) {
      if (!isUnheard(error) || performance.now() > deadline) throw error;
      await pause(LOOK_AGAIN_MS);
    }
  }
};

const isUnheard = (error: unknown): boolean =>
  error instanceof StreamTransferFailed &&
  error.cause instanceof RequestError &&
  error.cause.isNoResponders();

const ask = async (connection: Requesting, subject: string, request: object): Promise<unknown> => {
  const stream = subject.slice(subject.lastIndexOf('.') + 1);
  return accepted(stream, (await answered(stream, connection, subject, JSON.stringify(request))).json());
};

const answered = async (
  stream: string,
  connection: Requesting,
  subject: string,
  payload: Uint8Array | string,
): Promise<Msg> => {
  try {
    return await connection.request(subject, payload, { timeout: CHECK_MS_MAX });
  } catch (cause) {
    throw new StreamTransferFailed(`${stream}: the broker does not answer`, { cause });
  }
};

const accepted = (stream: string, answer: unknown): unknown => {
  const refusal = Refusal.safeParse(answer);
  if (!refusal.success) return answer;
  throw new StreamTransferFailed(`${stream}: the broker says: ${refusal.data.error.description}`);
};
