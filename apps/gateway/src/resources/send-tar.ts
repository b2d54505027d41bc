import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';

import { edgeProblems } from '@policy-registry/contracts';
import { BlobNotFound, type BlobStore } from '@policy-registry/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';

// Pieces that are made ready before the reader took the last one.
const READY_PIECES_MAX = 1;

type Tar = { readonly digest: string | undefined; readonly known: ReadonlySet<string> };

/**
 * Answers with a stored archive under its digest, or 304 to whoever has it. Compressed, where the caller takes that, it is another
 * sequence of bytes each time a compressor is another one: its tag is weak then, and the digest is that of the archive in both.
 */
export const sendTar = async (
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: Pick<BlobStore, 'find' | 'stream'>,
  { digest, known }: Tar,
): Promise<void> => {
  if (digest === undefined) throw new Problem(edgeProblems.notFound, 'there is none yet');
  const isCompressed = takesGzip(request.headers['accept-encoding']);
  void reply.headers({
    etag: isCompressed ? `W/"${digest}"` : `"${digest}"`,
    'cache-control': 'private, no-cache',
    vary: 'accept-encoding',
  });
  if (known.has(digest)) {
    void reply.status(304).send();
    return;
  }
  const blob = { tenant: callerOf(request).tenant, digest };
  const stored = await blobs.find(blob);
  if (stored === undefined) throw new BlobNotFound(blob);
  const pieces = Readable.from(blobs.stream(blob), { highWaterMark: READY_PIECES_MAX });
  void reply.type('application/x-tar');
  if (!isCompressed) {
    void reply.header('content-length', stored.sizeBytes).send(pieces);
    return;
  }
  // Where either end breaks off, so does the other.
  void reply.header('content-encoding', 'gzip').send(pipeline(pieces, createGzip(), () => undefined));
};

/** RFC 9110 §12.5.3, for the one coding that there is. */
export const takesGzip = (header: string | string[] | undefined): boolean =>
  String(header ?? '')
    .split(',')
    .some((entry) => /^\s*(x-)?gzip\s*(;|$)/i.test(entry) && !/;\s*q=0(\.0*)?\s*$/i.test(entry));
