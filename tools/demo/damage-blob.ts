import { jetstream, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { z } from 'zod';

import { withBroker, type Connection } from './broker.ts';
import { RunFailed } from './failure.ts';
import type { Stack } from './stack.ts';

const ANSWER_MS = 5_000;

/**
 * Flips one bit of what the broker's object store holds for a digest, as only its administrator can: the chunks are purged, and
 * put back with one that is another. The name and everything that refers to it stay.
 */
export const flipBitOfBlob = (stack: Stack, tenant: string, digest: string): Promise<void> =>
  withBroker(stack, async (connection) => {
    const { nuid } = Meta.parse((await metaOf(connection, tenant, digest)).json());
    const subject = `$O.blobs-${tenant}.C.${nuid}`;
    const chunks = await messagesOn(connection, tenant, subject);
    const damaged = Math.floor(chunks.length / 2);
    await purge(connection, tenant, subject);
    for (const [index, { data, header }] of chunks.entries()) {
      header.delete('Nats-Expected-Last-Subject-Sequence');
      const bytes = index === damaged ? flipped(data) : data;
      await jetstream(connection).publish(subject, bytes, { headers: header });
    }
  });

/** Lets a digest name the chunks of another blob. */
export const exchangeBlob = (stack: Stack, tenant: string, digest: string, other: string): Promise<void> =>
  withBroker(stack, async (connection) => {
    const meta = await metaOf(connection, tenant, other);
    const name = metaSubject(tenant, digest);
    await purge(connection, tenant, name);
    await jetstream(connection).publish(name, meta.data);
  });

const flipped = (bytes: Uint8Array): Uint8Array => {
  const changed = new Uint8Array(bytes);
  const at = Math.floor(changed.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

const Meta = z.looseObject({ nuid: z.string() });

const streamOf = (tenant: string): string => `OBJ_blobs-${tenant}`;
// Digests have no character that base64 and its variant for addresses write differently.
const metaSubject = (tenant: string, digest: string): string =>
  `$O.blobs-${tenant}.M.${Buffer.from(digest).toString('base64')}`;

const metaOf = async (connection: Connection, tenant: string, digest: string): Promise<StoredMsg> => {
  const [meta] = await messagesOn(connection, tenant, metaSubject(tenant, digest));
  if (meta === undefined) throw new RunFailed(`the object store has no ${digest}`);
  return meta;
};

const purge = async (connection: Connection, tenant: string, filter: string): Promise<void> => {
  const jsm = await jetstreamManager(connection);
  await jsm.streams.purge(streamOf(tenant), { filter });
};

const messagesOn = async (
  connection: Connection,
  tenant: string,
  subject: string,
): Promise<readonly StoredMsg[]> => {
  const jsm = await jetstreamManager(connection);
  const stream = streamOf(tenant);
  const messages: StoredMsg[] = [];
  for (let after = 0; ;) {
    const seq = await nextSeq(connection, stream, { seq: after + 1, next_by_subj: subject });
    if (seq === undefined) return messages;
    const message = await jsm.streams.getMessage(stream, { seq });
    if (message !== null) messages.push(message);
    after = seq;
  }
};

const Answer = z.looseObject({ message: z.looseObject({ seq: z.int() }).optional() });

// The client library does not know this question, which the server has answered since 2.9.
const nextSeq = async (
  connection: Connection,
  stream: string,
  query: object,
): Promise<number | undefined> => {
  const answer = await connection.request(`$JS.API.STREAM.MSG.GET.${stream}`, JSON.stringify(query), {
    timeout: ANSWER_MS,
  });
  return Answer.parse(answer.json()).message?.seq;
};
