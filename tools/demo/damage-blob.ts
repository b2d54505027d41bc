import { jetstream, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { z } from 'zod';

import { withBroker, type Connection } from './broker.ts';
import { RunFailed } from './failure.ts';
import type { Stack } from './stack.ts';

const ANSWER_MS = 5_000;

/** New content for a blob, or the digest of the blob whose content it shall have. */
export type Replacement = Uint8Array | { readonly bytesOf: string };

/**
 * Replaces the bytes behind a digest in the object store, as only its administrator can: the chunks are purged, and
 * others put in their place. The name and everything that refers to it stay.
 */
export const replaceBlob = (
  stack: Stack,
  tenant: string,
  digest: string,
  replace: (bytes: Uint8Array) => Replacement,
): Promise<void> =>
  withBroker(stack, 'admin', async (connection) => {
    const chunks = await chunksOf(connection, tenant, digest);
    const replacement = replace(joined(chunks));
    const bytes =
      replacement instanceof Uint8Array
        ? replacement
        : joined(await chunksOf(connection, tenant, replacement.bytesOf));
    await putChunks(connection, { tenant, digest, chunks, bytes });
  });

const subjectOf = (tenant: string, digest: string): string => `$O.blobs-${tenant}.C.${digest}`;
const streamOf = (tenant: string): string => `OBJ_blobs-${tenant}`;

const chunksOf = async (
  connection: Connection,
  tenant: string,
  digest: string,
): Promise<readonly StoredMsg[]> => {
  const jsm = await jetstreamManager(connection);
  const stream = streamOf(tenant);
  const chunks: StoredMsg[] = [];
  for (let after = 0; ;) {
    const seq = await nextSeq(connection, stream, {
      seq: after + 1,
      next_by_subj: subjectOf(tenant, digest),
    });
    if (seq === undefined) break;
    const chunk = await jsm.streams.getMessage(stream, { seq });
    if (chunk !== null) chunks.push(chunk);
    after = seq;
  }
  if (chunks.length === 0) throw new RunFailed(`the object store has no ${digest}`);
  return chunks;
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

const joined = (chunks: readonly StoredMsg[]): Uint8Array =>
  new Uint8Array(Buffer.concat(chunks.map(({ data }) => data)));

type Written = {
  readonly tenant: string;
  readonly digest: string;
  readonly chunks: readonly StoredMsg[];
  readonly bytes: Uint8Array;
};

// Cut as the first content was, so that nothing but the bytes is another.
const putChunks = async (
  connection: Connection,
  { tenant, digest, chunks, bytes }: Written,
): Promise<void> => {
  const jsm = await jetstreamManager(connection);
  const js = jetstream(connection);
  const subject = subjectOf(tenant, digest);
  await jsm.streams.purge(streamOf(tenant), { filter: subject });
  let from = 0;
  for (const [index, chunk] of chunks.entries()) {
    const isLast = index === chunks.length - 1;
    const part = bytes.slice(from, isLast ? bytes.length : from + chunk.data.length);
    from += chunk.data.length;
    chunk.header.delete('Nats-Expected-Last-Subject-Sequence');
    await js.publish(subject, part, { headers: chunk.header });
  }
};
