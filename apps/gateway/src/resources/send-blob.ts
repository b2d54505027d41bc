import { edgeProblems } from '@policy-registry/contracts';
import type { BlobStore, Json } from '@policy-registry/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';

/** A Sigstore bundle v0.3. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** A blob that a member of a resource names by its digest. */
export type NamedBlob = { readonly named: Json | undefined; readonly member: string; readonly type: string };

/** Answers with the bytes of a blob; 404 while the resource does not name it. */
export const sendBlob = async (
  request: FastifyRequest,
  reply: FastifyReply,
  blobs: Pick<BlobStore, 'get'>,
  { named, member, type }: NamedBlob,
): Promise<void> => {
  const digest = memberOf(named, member);
  if (digest === undefined) throw new Problem(edgeProblems.notFound, 'the resource has none, or none yet');
  const bytes = await blobs.get({ tenant: callerOf(request).tenant, digest });
  // Content of a digest never changes; it stays private to those who may read it.
  void reply.headers({ etag: `"${digest}"`, 'cache-control': 'private, max-age=31536000, immutable' });
  void reply.type(type).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};

const memberOf = (named: Json | undefined, member: string): string | undefined => {
  if (typeof named !== 'object' || named === null || !Object.hasOwn(named, member)) return undefined;
  const digest: unknown = Reflect.get(named, member);
  return typeof digest === 'string' ? digest : undefined;
};
