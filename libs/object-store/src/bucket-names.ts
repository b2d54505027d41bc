import { Tenant } from '@policy-registry/kernel';

/** The bucket of a tenant: the token rules of tenants are stricter than those of buckets. */
export const bucketOf = (tenant: string): string => `blobs-${Tenant.parse(tenant)}`;

/** The stream behind a bucket, as NATS object stores name it (ADR-20). */
export const streamOf = (bucket: string): string => `OBJ_${bucket}`;

/** The stream that holds the blobs of a tenant. */
export const blobStreamOf = (tenant: string): string => streamOf(bucketOf(tenant));

/** The tenant whose blobs a stream holds; `undefined` for every other stream. */
export const tenantOfBlobStream = (stream: string): string | undefined =>
  /^OBJ_blobs-([a-z0-9-]+)$/.exec(stream)?.[1];

export const chunkSubject = (bucket: string, nuid: string): string => `$O.${bucket}.C.${nuid}`;

/** Names stand in subjects as padded base64url (ADR-20). */
export const metaSubject = (bucket: string, name: string): string =>
  `$O.${bucket}.M.${btoa(name).replaceAll('+', '-').replaceAll('/', '_')}`;

/**
 * The subjects a user must be allowed to publish to in order to put and get blobs of these tenants; besides
 * them it needs its own inbox. None of them can replace or remove anything: the buckets take no roll-up header,
 * the first message of a name is the one that counts, and the stream's administration is not among them.
 *
 * Reading goes by `STREAM.MSG.GET`, whose answer is a JSON wrapper, and by nothing else: a direct get or a
 * consumer would send stored bytes unchanged to whatever reply subject the caller names, an event subject too.
 */
export const blobUserSubjects = (tenants: readonly string[]): readonly string[] =>
  tenants
    .map(bucketOf)
    .flatMap((bucket) => [
      chunkSubject(bucket, '*'),
      `$O.${bucket}.M.*`,
      `$JS.API.STREAM.MSG.GET.${streamOf(bucket)}`,
    ]);
