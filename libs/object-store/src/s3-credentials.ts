import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import type { S3Access, S3Credentials } from './s3-access.ts';

const Credentials = z.strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });
const CredentialsFile = z.strictObject({
  default: Credentials.optional(),
  tenants: z.record(z.string(), Credentials).default({}),
});

/** The file of access keys cannot be used. The message quotes nothing of it. */
export class S3CredentialsInvalid extends Error {
  override readonly name = 'S3CredentialsInvalid';
}

export type KeysOfTenants = Pick<S3Access, 'credentialsFor'> & {
  /** Those that have keys of their own. */
  readonly tenants: readonly string[];
};

/** The access keys of a file, by tenant. Rejects with {@link S3CredentialsInvalid}. */
export const readS3Credentials = async (file: string): Promise<KeysOfTenants> =>
  parseS3Credentials(await textOf(file));

/**
 * Reads access keys: `{"default": KEYS, "tenants": {"<tenant>": KEYS}}`, where KEYS is
 * `{"accessKeyId", "secretAccessKey"}` and a tenant that is not named has the default ones. Throws
 * {@link S3CredentialsInvalid}; for a tenant without any `credentialsFor` throws {@link BlobStoreUnavailable}.
 */
export const parseS3Credentials = (text: string): KeysOfTenants => {
  const { data: keys } = CredentialsFile.safeParse(jsonOf(text));
  if (keys === undefined)
    throw new S3CredentialsInvalid(
      'S3_CREDENTIALS_FILE names a file that does not hold {"default": KEYS, "tenants": {"<tenant>": KEYS}} as JSON, ' +
        'with {"accessKeyId": "...", "secretAccessKey": "..."} for KEYS',
    );
  const ofTenants = new Map(Object.entries(keys.tenants));
  const credentialsFor = (tenant: string): S3Credentials => {
    const found = ofTenants.get(tenant) ?? keys.default;
    if (found !== undefined) return found;
    throw new BlobStoreUnavailable(
      'BLOB_STORE_REFUSED',
      `S3_CREDENTIALS_FILE has no access key for tenant ${tenant}, and no default one`,
    );
  };
  return { credentialsFor, tenants: [...ofTenants.keys()] };
};

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new S3CredentialsInvalid(`S3_CREDENTIALS_FILE names a file that cannot be read: ${file}`, {
      cause,
    });
  }
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Its error quotes what it read.
    return undefined;
  }
};
