import { afterAll, beforeAll, describe } from '@jest/globals';

import { s3BucketOf } from './s3-access.ts';
import { s3BlobStore } from './s3-blob-store.ts';
import { ensureS3Buckets, openS3BlobStore } from './s3-buckets.ts';
import { blobStoreContract } from './testing/blob-store-contract.ts';
import { startLocalMinio, type LocalMinio } from './testing/local-minio.ts';
import { rawS3, rootAccess } from './testing/test-s3.ts';
import { wormContract } from './testing/worm-contract.ts';

const START_MS = 90_000;
const TENANTS = ['acme', 'globex'] as const;
const binary = process.env['TEST_MINIO_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('MinIO (needs TEST_MINIO_BIN)', () => {
  let minio: LocalMinio;
  beforeAll(async () => {
    minio = await startLocalMinio(binary ?? '');
  }, START_MS);
  afterAll(() => minio.stop());

  blobStoreContract('s3BlobStore on MinIO', async () => {
    const access = rootAccess(minio.server, 'blobs');
    await ensureS3Buckets(access, TENANTS);
    return { store: s3BlobStore({ access }), tenants: TENANTS, stop: async () => undefined };
  });

  wormContract('s3BlobStore on MinIO', async () => {
    const retentionDays = 2;
    const access = rootAccess(minio.server, 'worm');
    await ensureS3Buckets(access, TENANTS, { retentionDays });
    const administrator = rawS3(minio.server, minio.server.root);
    return {
      store: await openS3BlobStore({ access, tenants: TENANTS, retentionDays }),
      longer: s3BlobStore({ access, retentionDays: retentionDays + 1 }),
      tenant: 'acme',
      bucket: s3BucketOf(access, 'acme'),
      retentionDays,
      enemies: new Map([['the administrator', administrator]]),
      administrator,
    };
  });
});
