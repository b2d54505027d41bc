import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import type { BlobStore } from '@policy-registry/kernel';

import { ensureBlobBuckets } from './ensure-blob-buckets.ts';
import { jetStreamBlobStore } from './jetstream-blob-store.ts';
import type { ObjectStoreSettings } from './object-store-keys.ts';
import { openBlobStore, s3AccessOf } from './open-blob-store.ts';
import { s3BlobDigests } from './s3-blob-digests.ts';
import { s3BlobStore } from './s3-blob-store.ts';
import { ensureS3Buckets } from './s3-buckets.ts';
import { openS3Bucket } from './s3-requests.ts';
import { rootAccess, testS3 } from './testing/test-s3.ts';

const server = testS3();
const natsUrl = process.env['TEST_NATS_URL'];
const suite = server.isThere && natsUrl !== undefined ? describe : describe.skip;
const NOWHERE = 'http://127.0.0.1:9';
const DAY_MS = 24 * 60 * 60 * 1_000;
const tenant = `t${randomBytes(5).toString('hex')}`;
const [prefix, otherPrefix] = ['of-settings', 'of-others'];

suite('the blob store of settings (needs TEST_S3 and TEST_NATS_URL)', () => {
  let folder: string;
  let connection: NatsConnection;
  let settings: ObjectStoreSettings;
  const written = async (name: string, keys: unknown): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(keys));
    return file;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-registry-settings-'));
    connection = await connect({ servers: natsUrl ?? '' });
    await ensureBlobBuckets(connection, [tenant]);
    for (const bucketPrefix of [prefix, otherPrefix])
      await ensureS3Buckets(rootAccess(server, bucketPrefix), [tenant]);
    settings = {
      OBJECT_STORE: 's3',
      S3_ENDPOINT: server.endpoint.origin,
      S3_REGION: server.region,
      S3_BUCKET_PREFIX: prefix,
      S3_CREDENTIALS_FILE: await written('keys.json', { tenants: { [tenant]: server.root } }),
    };
  });
  afterAll(async () => {
    await connection?.close();
    await rm(folder, { recursive: true });
  });

  const put = (blobs: BlobStore): Promise<string> =>
    blobs.put(tenant, once(randomBytes(100)), 100).then(({ digest }) => digest);
  const placesOf = async (digest: string): Promise<readonly string[]> => {
    const places: readonly (readonly [string, BlobStore])[] = [
      ['broker', jetStreamBlobStore({ connection })],
      [prefix, s3BlobStore({ access: rootAccess(server, prefix) })],
      [otherPrefix, s3BlobStore({ access: rootAccess(server, otherPrefix) })],
    ];
    const found = await Promise.all(places.map(([, store]) => store.find({ tenant, digest })));
    return places.flatMap(([place], at) => (found[at] === undefined ? [] : [place]));
  };

  it.each([
    [{}, prefix],
    [{ S3_BUCKET_PREFIX: otherPrefix }, otherPrefix],
    [{ OBJECT_STORE: 'jetstream' }, 'broker'],
  ] as const)('is where they say: with %j in %s', async (differing, place) => {
    const { blobs, health } = await openBlobStore({ ...settings, ...differing }, connection);
    expect(await placesOf(await put(blobs))).toStrictEqual([place]);
    const answers = { ok: true, detail: `${server.endpoint.host} answers` };
    expect(await health?.()).toStrictEqual(place === 'broker' ? undefined : answers);
  });

  it('is at the service of its address, under its region and with the keys of its file', async () => {
    const stranger = { accessKeyId: 'stranger', secretAccessKey: randomBytes(20).toString('hex') };
    const refusals: readonly (readonly [Partial<ObjectStoreSettings>, string])[] = [
      [{ S3_ENDPOINT: NOWHERE }, 'BLOB_STORE_UNREACHABLE'],
      [{ S3_REGION: 'eu-central-1' }, 'BLOB_STORE_REFUSED'],
      [
        { S3_CREDENTIALS_FILE: await written('stranger.json', { tenants: { [tenant]: stranger } }) },
        'BLOB_STORE_REFUSED',
      ],
    ];
    for (const [differing, code] of refusals) {
      const { blobs, health } = await openBlobStore({ ...settings, ...differing }, connection);
      await expect(put(blobs)).rejects.toMatchObject({ name: 'BlobStoreUnavailable', code });
      const { ok, detail } = (await health?.()) ?? { ok: true, detail: '' };
      expect([ok, detail.includes(stranger.secretAccessKey)]).toStrictEqual([false, false]);
    }
  });

  it('is healthy with one key for all when the service answers, and not when nobody does', async () => {
    const S3_CREDENTIALS_FILE = await written('all.json', { default: server.root });
    for (const [endpoint, ok] of [
      [server.endpoint.origin, true],
      [NOWHERE, false],
    ] as const) {
      const given = { ...settings, S3_ENDPOINT: endpoint, S3_CREDENTIALS_FILE };
      expect(await (await openBlobStore(given, connection)).health?.()).toMatchObject({ ok });
    }
  });

  it('keeps what is put for as many days as they say, and says so', async () => {
    const loose = await openBlobStore(settings, connection);
    const locking = await openBlobStore({ ...settings, S3_RETENTION_DAYS: 3 }, connection);
    expect([loose.blobs.worm, locking.blobs.worm]).toStrictEqual([false, true]);
    const bucket = openS3Bucket(rootAccess(server, prefix), tenant, 5_000);
    const keptUntil = async (digest: string): Promise<number> => {
      const key = `${digest.slice(0, 2)}/${digest}`;
      const { headers } = await bucket.ask({ method: 'HEAD', key });
      return Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
    };
    expect(await keptUntil(await put(loose.blobs))).toBeNaN();
    expect(await keptUntil(await put(locking.blobs))).toBeGreaterThan(Date.now() + 3 * DAY_MS);
  });

  it('does not open where a bucket cannot keep what it should', async () => {
    const given = { ...settings, S3_BUCKET_PREFIX: 'of-nobody', S3_RETENTION_DAYS: 3 };
    await expect(openBlobStore(given, connection)).rejects.toMatchObject({ code: 'BLOB_BUCKET_MISSING' });
  });

  it('has all that a tenant has listed, each once, and nothing else', async () => {
    const access = { ...rootAccess(server, 'of-lists') };
    await ensureS3Buckets(access, [tenant]);
    const store = s3BlobStore({ access });
    const digests = [await put(store), await put(store), await put(store)].toSorted();
    const bucket = openS3Bucket(access, tenant, 5_000);
    const own = digests[1] ?? '';
    for (const key of [`${own.slice(0, 2)}/${own}`, 'notes & more.txt'])
      await bucket.ask({ method: 'PUT', key });
    for (const pageLengthMax of [2, 3, 1_000]) {
      const listed: string[] = [];
      for await (const digest of s3BlobDigests(access, tenant, { pageLengthMax })) listed.push(digest);
      expect([pageLengthMax, listed]).toStrictEqual([pageLengthMax, digests]);
    }
    expect(await s3AccessOf({ OBJECT_STORE: 'jetstream' })).toBeUndefined();
  });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
