import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { Client } from 'minio';

import { s3BucketOf, s3OriginOf } from './s3-access.ts';
import { s3BlobDigests } from './s3-blob-digests.ts';
import { s3BlobStore } from './s3-blob-store.ts';
import { setS3BucketPolicies } from './s3-bucket-policies.ts';
import { ensureS3Buckets } from './s3-buckets.ts';
import { rootAccess, testS3 } from './testing/test-s3.ts';

const server = testS3();
const suite = server.isThere ? describe : describe.skip;
const policy = readFileSync(join(import.meta.dirname, '../../../deploy/bucket-policy.json'), 'utf8');
const [user = server.root] = server.users;

suite('the policy of a bucket in deploy/ (needs TEST_S3)', () => {
  it('lets the user of a tenant put, get and list there, nowhere else, and take nothing away', async () => {
    const access = rootAccess(server, `p${randomBytes(5).toString('hex')}`);
    await ensureS3Buckets(access, ['acme', 'globex'], { retentionDays: 1 });
    // On the server of tests a user is not called after a tenant.
    const forUser = policy.replaceAll('registry-${tenant}', user.accessKeyId);
    await setS3BucketPolicies(access, ['acme'], forUser);

    const own = { ...access, credentialsFor: () => user };
    const store = s3BlobStore({ access: own, retentionDays: 2 });
    const content = randomBytes(1_000);
    const put = (tenant: string) => store.put(tenant, once(content), content.length);
    const { digest } = await put('acme');
    expect(await put('acme')).toStrictEqual({ digest, sizeBytes: content.length });
    expect(Buffer.from(await store.get({ tenant: 'acme', digest }))).toStrictEqual(content);
    const listed: string[] = [];
    for await (const one of s3BlobDigests(own, 'acme')) listed.push(one);
    expect(listed).toStrictEqual([digest]);

    const refused = { name: 'BlobStoreUnavailable', code: 'BLOB_STORE_REFUSED' };
    await expect(put('globex')).rejects.toMatchObject(refused);
    await expect(store.find({ tenant: 'globex', digest })).rejects.toMatchObject(refused);
    await expect(setS3BucketPolicies(own, ['acme'], forUser)).rejects.toMatchObject(refused);
    await expect(ensureS3Buckets(own, ['initech'])).rejects.toMatchObject(refused);
    const signing = { accessKey: user.accessKeyId, secretKey: user.secretAccessKey, region: server.region };
    const client = new Client({ ...s3OriginOf(own), ...signing });
    const key = `${digest.slice(0, 2)}/${digest}`;
    await expect(client.removeObject(s3BucketOf(own, 'acme'), key)).rejects.toThrow(/denied/i);
  });

  it('is refused by its server when it is none', async () => {
    const access = rootAccess(server, `p${randomBytes(5).toString('hex')}`);
    await ensureS3Buckets(access, ['acme']);
    await expect(setS3BucketPolicies(access, ['acme'], '{}')).rejects.toMatchObject({
      code: 'BLOB_STORE_REFUSED',
    });
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
