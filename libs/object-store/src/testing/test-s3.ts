import { Client } from 'minio';
import { z } from 'zod';

import { s3OriginOf, type S3Access, type S3Credentials } from '../s3-access.ts';

const Key = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });

/** An S3 server that tests may use, as the runner of tests tells it in `TEST_S3`. */
const TestS3 = z.object({
  endpoint: z.string().transform((text) => new URL(text)),
  region: z.string(),
  /** May do everything that Object Lock lets anybody do. */
  root: Key,
  /** May do what the policy of a bucket says, on servers whose buckets have policies that name users. */
  users: z.array(Key),
});
export type TestS3 = z.infer<typeof TestS3>;

const NOWHERE = { endpoint: 'http://127.0.0.1:9', region: 'us-east-1', users: [] };

/** The server of this run, and whether there is one: specs without it are skipped, and still want something to name. */
export const testS3 = (): TestS3 & { readonly isThere: boolean } => {
  const told = process.env['TEST_S3'];
  if (told !== undefined) return { ...TestS3.parse(JSON.parse(told)), isThere: true };
  const root = { accessKeyId: '', secretAccessKey: '' };
  return { ...TestS3.parse({ ...NOWHERE, root }), isThere: false };
};

/** Buckets of this prefix in the server, as its administrator. */
export const rootAccess = ({ endpoint, region, root }: TestS3, bucketPrefix: string): S3Access => ({
  endpoint,
  region,
  bucketPrefix,
  credentialsFor: () => root,
});

/** What somebody may do with any client, past the store. */
export const rawS3 = (
  { endpoint, region }: Pick<TestS3, 'endpoint' | 'region'>,
  key: S3Credentials,
): Client =>
  new Client({
    ...s3OriginOf({ endpoint }),
    region,
    accessKey: key.accessKeyId,
    secretKey: key.secretAccessKey,
  });

/** What the user of one tenant has to be allowed on the tenant's bucket; nothing of it removes anything. */
export const policyOfUser = (bucket: string, accessKeyId: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: [accessKeyId] },
        Action: ['s3:ListBucketVersions', 's3:GetBucketVersioning', 's3:GetBucketObjectLockConfiguration'],
        Resource: `arn:aws:s3:::${bucket}`,
      },
      {
        Effect: 'Allow',
        Principal: { AWS: [accessKeyId] },
        Action: [
          's3:GetObject',
          's3:GetObjectVersion',
          's3:GetObjectRetention',
          's3:PutObject',
          's3:PutObjectRetention',
        ],
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });
