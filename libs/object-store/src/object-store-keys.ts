import { z } from 'zod';

const PLAIN_ADDRESS = 'expected http:// or https:// with nothing but a host and a port';
/** The name of a bucket is `<prefix>-<tenant>`, and has at most 63 characters. */
const BUCKET_PREFIX = /^[a-z0-9][a-z0-9-]{0,29}$/;

const isPlainAddress = (text: string): boolean => {
  const url = URL.parse(text);
  return (
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    [url.origin, `${url.origin}/`].includes(text)
  );
};

/** Where the blobs are: the keys of every program that reads or writes them, or makes room for them. */
export const objectStoreKeys = {
  OBJECT_STORE: z
    .enum(['jetstream', 's3'])
    .default('jetstream')
    .describe('where blobs are kept: in buckets of the broker (`jetstream`) or of an S3 service (`s3`)'),
  S3_ENDPOINT: z
    .string()
    .refine(isPlainAddress, PLAIN_ADDRESS)
    .optional()
    .describe('address of the S3 service; required with `OBJECT_STORE=s3`'),
  S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/, 'expected the name of a region, such as eu-central-1')
    .optional()
    .describe('region of the S3 service; unset: us-east-1'),
  S3_BUCKET_PREFIX: z
    .string()
    .regex(BUCKET_PREFIX, 'expected at most 30 of a-z, 0-9 and -, a letter or a digit first')
    .optional()
    .describe('buckets are called `<prefix>-<tenant>`; unset: policy-registry'),
  S3_CREDENTIALS_FILE: z
    .string()
    .optional()
    .describe(
      'JSON with the access keys for the buckets, per tenant or by default; required with `OBJECT_STORE=s3`',
    ),
  S3_RETENTION_DAYS: z
    .string()
    .regex(
      /^([1-9]\d{0,3}|[12]\d{4}|3[0-5]\d{3}|36[0-4]\d{2}|36500)$/,
      'expected a whole number from 1 to 36500',
    )
    .transform(Number)
    .optional()
    .describe(
      'days for which nobody can take away what is stored from now on (Object Lock in compliance mode); unset: anybody can who may',
    ),
};

/** What {@link objectStoreKeys} were read to. */
export type ObjectStoreSettings = z.infer<z.ZodObject<typeof objectStoreKeys>>;

const REQUIRED = ['S3_ENDPOINT', 'S3_CREDENTIALS_FILE'] as const;
const isOfS3 = (key: string): boolean => key.startsWith('S3_');

/** A check of a schema that has {@link objectStoreKeys}: keys of a store that is not used are a mistake, and so are missing ones. */
export const objectStoreChosen = <Settings extends ObjectStoreSettings>({
  value,
  issues,
}: z.core.ParsePayload<Settings>): void => {
  const report = (key: string, message: string): void =>
    void issues.push({ code: 'custom', path: [key], input: value, message });
  const isS3 = value.OBJECT_STORE === 's3';
  for (const key of REQUIRED)
    if (isS3 && value[key] === undefined) report(key, 'it is required with OBJECT_STORE=s3');
  for (const [key, given] of Object.entries(value))
    if (!isS3 && isOfS3(key) && given !== undefined) report(key, 'it is for OBJECT_STORE=s3 alone');
};
