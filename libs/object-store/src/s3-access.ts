import { Tenant } from '@policy-registry/kernel';

/** What an S3 server knows its user by. */
export type S3Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

/** Where the blobs of every tenant are in an S3 server, and as whom. */
export type S3Access = {
  /** `http(s)://host[:port]`; buckets stand in the path, not in the name of the host. */
  readonly endpoint: URL;
  readonly region: string;
  /** The bucket of a tenant is `<bucketPrefix>-<tenant>`. */
  readonly bucketPrefix: string;
  /** Each tenant's own, or the same for all. */
  readonly credentialsFor: (tenant: string) => S3Credentials;
};

/** The access to an S3 server is not one that can be used; the message says what to change, and holds no secret. */
export class S3AccessInvalid extends Error {
  override readonly name = 'S3AccessInvalid';
}

// General purpose buckets have 3 to 63 characters. Dots are allowed there, but not where the name is part of a host.
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** The bucket of a tenant. Rejects with {@link S3AccessInvalid} what is no name of a bucket. */
export const s3BucketOf = ({ bucketPrefix }: Pick<S3Access, 'bucketPrefix'>, tenant: string): string => {
  const name = `${bucketPrefix}-${Tenant.parse(tenant)}`;
  if (BUCKET_NAME.test(name)) return name;
  throw new S3AccessInvalid(
    `${name} is no name of a bucket: it takes 3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends; ` +
      'use a shorter or simpler prefix',
  );
};

/** The parts of an endpoint that is an origin and nothing more; {@link S3AccessInvalid} otherwise. */
export const s3OriginOf = ({ endpoint }: Pick<S3Access, 'endpoint'>) => {
  const isSecure = endpoint.protocol === 'https:';
  const isOrigin = endpoint.href === `${endpoint.origin}/`;
  if (!isOrigin || !(isSecure || endpoint.protocol === 'http:')) {
    throw new S3AccessInvalid(
      'the endpoint of an S3 server is http(s)://host[:port], without a path or a user',
    );
  }
  const port = endpoint.port === '' ? {} : { port: Number(endpoint.port) };
  return { endPoint: endpoint.hostname, useSSL: isSecure, ...port };
};
