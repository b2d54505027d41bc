import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { S3AccessInvalid } from './s3-access.ts';
import { S3TimedOut } from './s3-deadline.ts';

// Servers have their own words for a tenant or a disk that is full.
const FULL = ['QuotaExceeded', 'XMinioAdminBucketQuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage'];
const ASKED_TOO_MUCH = [408, 429];
const SERVER_ERROR = 500;
const INSUFFICIENT_STORAGE = 507;

/** What the server says in an answer that is no success: its status and the code of its error, if it has one. */
export type S3Refusal = { readonly status: number; readonly code: string | undefined };

/** The code in the XML of an error; nothing else of it, as servers repeat what was signed and by whom. */
export const s3CodeIn = (text: string): string | undefined =>
  /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1];

/** What an S3 server answers, in the store's own terms. */
export const s3Refused = (bucket: string, { status, code }: S3Refusal): BlobStoreUnavailable => {
  const said = code === undefined ? `${status}` : `${status} ${code}`;
  if (code === 'NoSuchBucket') {
    return new BlobStoreUnavailable('BLOB_BUCKET_MISSING', `there is no bucket ${bucket}`);
  }
  if (status === INSUFFICIENT_STORAGE || (code !== undefined && FULL.includes(code))) {
    return new BlobStoreUnavailable('BLOB_STORE_FULL', `bucket ${bucket} is full (${said})`);
  }
  if (status >= SERVER_ERROR || ASKED_TOO_MUCH.includes(status)) {
    return new BlobStoreUnavailable('BLOB_STORE_FAILING', `the server of bucket ${bucket} answers ${said}`);
  }
  return new BlobStoreUnavailable(
    'BLOB_STORE_REFUSED',
    `the server refused a request to bucket ${bucket} (${said})`,
  );
};

/** What happens on the way to an S3 server. The client's own errors are no cause: they may hold what was signed. */
export const s3Unreachable = (
  bucket: string,
  error: unknown,
  status: number | undefined,
): BlobStoreUnavailable | S3AccessInvalid => {
  if (error instanceof BlobStoreUnavailable || error instanceof S3AccessInvalid) return error;
  if (error instanceof S3TimedOut) {
    return new BlobStoreUnavailable('BLOB_STORE_TIMEOUT', `bucket ${bucket} did not answer in time`);
  }
  if (status !== undefined && status >= 400) return s3Refused(bucket, { status, code: codeOf(error) });
  const why = codeOf(error) ?? 'the connection broke';
  return new BlobStoreUnavailable('BLOB_STORE_UNREACHABLE', `bucket ${bucket} cannot be reached (${why})`);
};

const codeOf = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : undefined;
};
