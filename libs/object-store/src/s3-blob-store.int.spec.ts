import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import { BlobCorrupt, BlobTooLarge, sha256Hex } from '@policy-registry/kernel';

import { s3BlobStore } from './s3-blob-store.ts';
import { ensureS3Buckets, s3Health } from './s3-buckets.ts';
import { blobStoreContract } from './testing/blob-store-contract.ts';
import { rootAccess, testS3 } from './testing/test-s3.ts';

const server = testS3();
const suite = server.isThere ? describe : describe.skip;
const newPrefix = (): string => `t${randomBytes(5).toString('hex')}`;

suite('an s3BlobStore (needs TEST_S3)', () => {
  const access = rootAccess(server, newPrefix());

  blobStoreContract('s3BlobStore', async () => {
    const tenants = ['acme', 'globex'] as const;
    await ensureS3Buckets(access, tenants);
    return { store: s3BlobStore({ access }), tenants, stop: async () => undefined };
  });

  it('is healthy', async () => {
    await s3Health(access, 'acme');
  });
});
