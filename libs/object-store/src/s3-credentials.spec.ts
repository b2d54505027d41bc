import { describe, expect, it } from '@jest/globals';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { parseS3Credentials, S3CredentialsInvalid } from './s3-credentials.ts';

const SECRET = 'never-to-be-shown';
const keysOf = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: SECRET });
const parse = (content: unknown) => parseS3Credentials(JSON.stringify(content));

describe('the access keys of an S3 service', () => {
  it('are those of the tenant, and the default ones of every other', () => {
    const { credentialsFor, tenants } = parse({ default: keysOf('all'), tenants: { acme: keysOf('acme') } });
    expect(['acme', 'globex'].map((tenant) => credentialsFor(tenant).accessKeyId)).toStrictEqual([
      'acme',
      'all',
    ]);
    expect(tenants).toStrictEqual(['acme']);
  });

  it.each([['globex'], ['constructor'], ['__proto__']])('are none for %s, which nobody named', (tenant) => {
    const { credentialsFor } = parse({ tenants: { acme: keysOf('acme') } });
    const refused = new BlobStoreUnavailable(
      'BLOB_STORE_REFUSED',
      `S3_CREDENTIALS_FILE has no access key for tenant ${tenant}, and no default one`,
    );
    expect(() => credentialsFor(tenant)).toThrow(refused);
  });

  it.each([
    ['no JSON', `{"default": "${SECRET}"`],
    ['another shape', JSON.stringify([SECRET])],
    ['a key without its secret', JSON.stringify({ default: { accessKeyId: SECRET } })],
    ['an empty secret', JSON.stringify({ default: { accessKeyId: SECRET, secretAccessKey: '' } })],
    ['a member that is none', JSON.stringify({ tenant: { [SECRET]: keysOf('x') } })],
  ])('are refused as %s, and nothing is quoted', (_what, text) => {
    const refusal = (() => {
      try {
        return parseS3Credentials(text);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(S3CredentialsInvalid);
    const { message, cause, stack } = refusal as S3CredentialsInvalid;
    expect(`${message} ${String(cause)} ${String(stack)}`).not.toContain(SECRET);
  });
});
