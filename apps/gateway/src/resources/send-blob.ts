import { Readable } from 'node:stream';

import { edgeProblems } from '@policy-registry/contracts';
import { BlobNotFound, type BlobStore, type Json } from '@policy-registry/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';

// What is short is judged before a byte of it is answered; what is long is never held whole, and breaks off where it is
// damaged.
export const WHOLE_BYTES_MAX = 4 * 1024 * 1024;
// Pieces that are made ready before the reader took the last one.
const READY_PIECES_MAX = 1;

/** A Sigstore bundle v0.3. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A blob that a member of a resource names by its digest. */
export type NamedBlob = { readonly named: Json | undefined; readonly member: string; readonly type: string };

/** Answers with the bytes of a blob; 404 while the resource does not name it. */
export const sendBlob = async (
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: Pick<BlobStore, 'find' | 'get' | 'stream'>,
  { named, member, type }: NamedBlob,
): Promise<void> => {
  const digest = memberOf(named, member);
  if (digest === undefined) throw new Problem(edgeProblems.notFound, 'the resource has none, or none yet');
  const blob = { tenant: callerOf(request).tenant, digest };
  const stored = await blobs.find(blob);
  if (stored === undefined) throw new BlobNotFound(blob);
  // Content of a digest never changes; it stays private to those who may read it.
  void reply
    .headers({ etag: `"${digest}"`, 'cache-control': 'private, max-age=31536000, immutable' })
    .type(type);
  if (stored.sizeBytes > WHOLE_BYTES_MAX) {
    void reply.header('content-length', stored.sizeBytes).send(streamOf(blobs.stream(blob)));
    return;
  }
  const bytes = await blobs.get(blob);
  void reply.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};

const streamOf = (pieces: AsyncIterable<Uint8Array>): Readable =>
  Readable.from(pieces, { highWaterMark: READY_PIECES_MAX });

/** The digest that a member of a resource is. */
export const memberOf = (named: Json | undefined, member: string): string | undefined => {
  if (typeof named !== 'object' || named === null || !Object.hasOwn(named, member)) return undefined;
  const digest: unknown = Reflect.get(named, member);
  return typeof digest === 'string' ? digest : undefined;
};
