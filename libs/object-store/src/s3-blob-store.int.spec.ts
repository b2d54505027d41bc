import { randomBytes } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';
import { BlobCorrupt, BlobTooLarge, sha256Hex, type BlobStore } from '@policy-registry/kernel';

import { s3BucketOf } from './s3-access.ts';
import { s3BlobStore } from './s3-blob-store.ts';
import { ensureS3Buckets, openS3BlobStore, S3BucketMisconfigured, s3Health } from './s3-buckets.ts';
import { blobStoreContract } from './testing/blob-store-contract.ts';
import { policyOfUser, rawS3, rootAccess, testS3 } from './testing/test-s3.ts';
import { wormContract } from './testing/worm-contract.ts';

const server = testS3();
const suite = server.isThere ? describe : describe.skip;
const TENANTS = ['acme', 'globex'] as const;
const newPrefix = (): string => `t${randomBytes(5).toString('hex')}`;

suite('an s3BlobStore (needs TEST_S3)', () => {
  const access = rootAccess(server, newPrefix());
  const raw = rawS3(server, server.root);
  const store = s3BlobStore({ access });
  const put = (bytes: Uint8Array, to: BlobStore = store) => to.put('acme', from(bytes), 8 * 1024 * 1024);
  const coded = (code: string) => expect.objectContaining({ code });

  beforeAll(() => ensureS3Buckets(access, ['acme', 'globex']), 30_000);

  blobStoreContract('s3BlobStore', async () => {
    const own = rootAccess(server, newPrefix());
    await ensureS3Buckets(own, TENANTS);
    return { store: s3BlobStore({ access: own }), tenants: TENANTS, stop: async () => undefined };
  });

  /** Buckets of their own, in which each tenant has a user who may do nothing else. */
  const ofUsers = async (retentionDays: number) => {
    const root = rootAccess(server, newPrefix());
    await ensureS3Buckets(root, TENANTS, { retentionDays });
    const keys = new Map(
      TENANTS.map((tenant, index) => [tenant as string, server.users[index] ?? server.root]),
    );
    for (const [tenant, { accessKeyId }] of keys) {
      const bucket = s3BucketOf(root, tenant);
      await raw.setBucketPolicy(bucket, policyOfUser(bucket, accessKeyId));
    }
    return { ...root, credentialsFor: (tenant: string) => keys.get(tenant) ?? server.root };
  };

  blobStoreContract('s3BlobStore with a user for each tenant', async () => {
    const store = s3BlobStore({ access: await ofUsers(1), retentionDays: 1 });
    return { store, tenants: TENANTS, stop: async () => undefined };
  });

  wormContract('s3BlobStore', async () => {
    const retentionDays = 2;
    const own = await ofUsers(retentionDays);
    const [user = server.root] = server.users;
    return {
      store: await openS3BlobStore({ access: own, tenants: TENANTS, retentionDays }),
      longer: s3BlobStore({ access: own, retentionDays: retentionDays + 1 }),
      tenant: 'acme',
      bucket: s3BucketOf(own, 'acme'),
      retentionDays,
      enemies: new Map([
        ['its user', rawS3(server, user)],
        ['the administrator', raw],
      ]),
      administrator: raw,
    };
  });

  it("reaches no other tenant's bucket with a tenant's credentials", async () => {
    const own = await ofUsers(1);
    const crossed = s3BlobStore({ access: { ...own, credentialsFor: () => own.credentialsFor('globex') } });
    await expect(put(randomBytes(9), crossed)).rejects.toThrow(coded('BLOB_STORE_REFUSED'));
    const blob = { tenant: 'acme', digest: sha256Hex('x') };
    await expect(crossed.find(blob)).rejects.toThrow(coded('BLOB_STORE_REFUSED'));
    await s3Health(own, 'acme');
    await expect(
      s3Health({ ...own, credentialsFor: () => own.credentialsFor('globex') }, 'acme'),
    ).rejects.toThrow(coded('BLOB_STORE_REFUSED'));
  });

  it('does not say that it protects against its administrator unless there is retention', async () => {
    expect(store.worm).toBe(false);
    expect((await openS3BlobStore({ access, tenants: ['acme'] })).worm).toBe(false);
  });

  it('does not call content stored whose name holds something longer', async () => {
    const content = randomBytes(60);
    const digest = sha256Hex(content);
    await raw.putObject(`${access.bucketPrefix}-acme`, `${digest.slice(0, 2)}/${digest}`, Buffer.alloc(61));
    await expect(put(content)).rejects.toThrow(BlobCorrupt);
    await expect(store.get({ tenant: 'acme', digest })).rejects.toThrow(BlobCorrupt);
  });

  it('finds a blob corrupt that has other bytes', async () => {
    const digest = sha256Hex(randomBytes(50));
    await raw.putObject(`${access.bucketPrefix}-acme`, `${digest.slice(0, 2)}/${digest}`, Buffer.alloc(50));
    await expect(store.get({ tenant: 'acme', digest })).rejects.toThrow(BlobCorrupt);
  });

  it('does not read more into memory than it may', async () => {
    const { digest } = await put(randomBytes(101));
    const small = s3BlobStore({ access, getBytesMax: 100 });
    await expect(small.get({ tenant: 'acme', digest })).rejects.toThrow(new BlobTooLarge(100));
  });

  it('names a missing bucket', async () => {
    const blob = { tenant: 'nobody', digest: sha256Hex('x') };
    await expect(store.find(blob)).rejects.toThrow(coded('BLOB_BUCKET_MISSING'));
    await expect(store.put('nobody', from(randomBytes(1)), 9)).rejects.toThrow(coded('BLOB_BUCKET_MISSING'));
    await expect(s3Health(access, 'nobody')).rejects.toThrow(coded('BLOB_BUCKET_MISSING'));
    await s3Health(access, 'acme');
  });

  it('refuses a digest or a tenant that could be another name', async () => {
    await expect(store.find({ tenant: 'acme', digest: '../x' })).rejects.toThrow('Invalid string');
    await expect(store.find({ tenant: 'a/b', digest: sha256Hex('x') })).rejects.toThrow('Invalid string');
  });

  it.each(['root', 'nobody'])('keeps the credentials of %s to itself when they are refused', async (id) => {
    const secret = `not the secret of ${id}`;
    const credentialsFor = () => ({ accessKeyId: id, secretAccessKey: secret });
    const refused = s3BlobStore({ access: { ...access, credentialsFor } });
    const error: unknown = await put(randomBytes(5), refused).catch((caught: unknown) => caught);
    expect(error).toStrictEqual(coded('BLOB_STORE_REFUSED'));
    expect(Object.values(Object.getOwnPropertyDescriptors(error)).map(String).join()).not.toContain(secret);
    expect(String(error)).not.toContain(secret);
    expect(error).not.toHaveProperty('cause');
  });

  it('finds existing buckets fit, and ones without Object Lock unfit', async () => {
    await ensureS3Buckets(access, ['acme', 'globex']);
    const loose = rootAccess(server, newPrefix());
    await raw.makeBucket(`${loose.bucketPrefix}-acme`);
    const lacking = new S3BucketMisconfigured(`${loose.bucketPrefix}-acme`, ['versions', 'Object Lock']);
    await expect(ensureS3Buckets(loose, ['acme'])).rejects.toThrow(lacking);
    const opening = openS3BlobStore({ access: loose, tenants: ['acme'], retentionDays: 1 });
    await expect(opening).rejects.toThrow(lacking);
  });
});

async function* from(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
