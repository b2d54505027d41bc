import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/nats-core';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';

/** What the broker's client reports, in the store's own terms: by type and code, but for what has no code of its own. */
export const unavailable = (bucket: string, error: unknown): BlobStoreUnavailable => {
  const cause = { cause: error };
  if (isMissing(error)) {
    return new BlobStoreUnavailable('BLOB_BUCKET_MISSING', `nothing answers for bucket ${bucket}`, cause);
  }
  if (isIn(error, errors.TimeoutError)) {
    return new BlobStoreUnavailable('BLOB_STORE_TIMEOUT', `bucket ${bucket} did not answer in time`, cause);
  }
  if (isFull(error)) {
    return new BlobStoreUnavailable('BLOB_STORE_FULL', `bucket ${bucket} is full`, cause);
  }
  if (isIn(error, errors.PermissionViolationError) || error instanceof JetStreamApiError) {
    return new BlobStoreUnavailable(
      'BLOB_STORE_REFUSED',
      `the broker refused a request to bucket ${bucket}`,
      cause,
    );
  }
  return new BlobStoreUnavailable('BLOB_STORE_UNREACHABLE', `bucket ${bucket} cannot be reached`, cause);
};

const isMissing = (error: unknown): boolean =>
  isIn(error, errors.NoRespondersError) ||
  (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound);

// The client library names only some of the server's error codes; a failing disk has this one too.
const STORE_FAILED = 10_077;

const isFull = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  error.code === STORE_FAILED &&
  error.message.includes('maximum bytes exceeded');

// The client wraps the reason of a refused request as its cause, up to twice.
const isIn = (error: unknown, kind: new (...args: never[]) => Error): boolean =>
  error instanceof kind || (error instanceof Error && isIn(error.cause, kind));
