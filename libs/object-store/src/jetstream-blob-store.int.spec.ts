import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { Objm } from '@nats-io/obj';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { BlobCorrupt, BlobTooLarge, sha256Hex, type BlobRef, type BlobStore } from '@policy-registry/kernel';

import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { bucketOf, chunkSubject, metaSubject, streamOf } from './bucket-names.ts';
import { BucketMisconfigured, ensureBlobBuckets } from './ensure-blob-buckets.ts';
import { jetStreamBlobStore } from './jetstream-blob-store.ts';
import { CHUNK_BYTES, DEFLATED_CHUNK_BYTES } from './limits.ts';
import { blobStoreContract } from './testing/blob-store-contract.ts';
import { startLocalNats, type LocalNats } from './testing/local-nats.ts';

const serverUrl = process.env['TEST_NATS_URL'];
const binary = process.env['TEST_NATS_BIN'];
const isRunnable = serverUrl !== undefined || binary !== undefined;
const suite = isRunnable ? describe : describe.skip;

/** A server of this run, or one that is there. Tenants are new each time, so nothing is shared with others. */
const startServer = async (): Promise<LocalNats> =>
  serverUrl === undefined
    ? startLocalNats(binary ?? 'nats-server')
    : { url: serverUrl, stop: () => Promise.resolve() };
const newTenant = (): string => `t-${randomBytes(6).toString('hex')}`;

suite('a jetStreamBlobStore (needs TEST_NATS_URL or TEST_NATS_BIN)', () => {
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let store: BlobStore;
  const tenant = newTenant();
  const bucket = bucketOf(tenant);
  const put = (bytes: Uint8Array) => store.put(tenant, from(bytes), 8 * 1024 * 1024);

  // What was opened, also when the rest of the set-up fails.
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const server = await startServer();
    closing.push(server.stop);
    connection = await connect({ servers: server.url });
    closing.push(() => connection.close());
    manager = await jetstreamManager(connection);
    await ensureBlobBuckets(connection, [tenant]);
    store = jetStreamBlobStore({ connection, requestTimeoutMs: 5_000 });
  }, 30_000);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  blobStoreContract('jetStreamBlobStore', async () => {
    const tenants = [newTenant(), newTenant()] as const;
    await ensureBlobBuckets(connection, tenants);
    return { store: jetStreamBlobStore({ connection }), tenants, stop: async () => undefined };
  });

  it('says that it does not protect against its administrator', () => expect(store.worm).toBe(false));

  it('stores what does not shrink as objects that any object store client can read', async () => {
    const content = randomBytes(CHUNK_BYTES * 2 + 5);
    const { digest } = await put(content);
    const objects = await new Objm(connection).open(bucket);
    expect(sha256Hex((await objects.getBlob(digest)) ?? new Uint8Array())).toBe(digest);
  });

  it('stores what shrinks deflated, says so, and gives it back piece by piece', async () => {
    const content = Buffer.from('{"severity":"High"}\n'.repeat(60_000));
    const { digest } = await put(content);
    const deflated = chunkSubject(bucket, `${digest}-deflate`);
    expect(await countOf(deflated)).toBe(Math.ceil(content.length / DEFLATED_CHUNK_BYTES));
    const chunk = await manager.streams.getMessage(streamOf(bucket), { last_by_subj: deflated });
    expect(chunk?.data.length).toBeLessThan(content.length / 20);
    const meta = await manager.streams.getMessage(streamOf(bucket), {
      last_by_subj: metaSubject(bucket, digest),
    });
    expect(meta?.json()).toMatchObject({ metadata: { 'registry-chunk-encoding': 'deflate' } });

    expect(sha256Hex(await store.get({ tenant, digest }))).toBe(digest);
    const pieces = await piecesOf(store, { tenant, digest });
    expect(pieces.map(({ length }) => length)).toStrictEqual([
      DEFLATED_CHUNK_BYTES,
      DEFLATED_CHUNK_BYTES,
      content.length - 2 * DEFLATED_CHUNK_BYTES,
    ]);
  });

  it.each([
    ['is not deflated', Buffer.from('other')],
    ['becomes longer than a chunk', deflateRawSync(Buffer.alloc(DEFLATED_CHUNK_BYTES + 1))],
  ])('finds a blob corrupt with a deflated chunk that %s', async (what, bytes) => {
    const { digest } = await put(Buffer.from(`${what}\n`.repeat(10_000)));
    const subject = chunkSubject(bucket, `${digest}-deflate`);
    await manager.streams.purge(streamOf(bucket), { filter: subject });
    await connection.request(subject, bytes);
    await expect(store.get({ tenant, digest })).rejects.toThrow(BlobCorrupt);
  });

  it('stores the chunks of the same content once, however many put it at once', async () => {
    const content = randomBytes(CHUNK_BYTES * 5);
    const stored = await Promise.all(Array.from({ length: 6 }, () => put(content)));
    const digest = sha256Hex(content);
    expect(stored).toStrictEqual(Array.from({ length: 6 }, () => ({ digest, sizeBytes: content.length })));
    expect(await countOf(chunkSubject(bucket, digest))).toBe(5);
    expect(await countOf(metaSubject(bucket, digest))).toBe(1);
  });

  it('continues where a crashed writer ended', async () => {
    const content = randomBytes(CHUNK_BYTES * 3 + 1);
    const digest = sha256Hex(content);
    const crashed = async function* (): AsyncGenerator<Uint8Array> {
      yield content;
    };
    // A connection that dies after the second chunk: the store sees the same as after a crash.
    const dying = dyingAfter(connection, 2);
    await expect(
      jetStreamBlobStore({ connection: dying }).put(tenant, crashed(), content.length),
    ).rejects.toThrow(BlobStoreUnavailable);
    expect(await store.find({ tenant, digest })).toBeUndefined();
    expect(await countOf(chunkSubject(bucket, digest))).toBe(2);

    expect(await put(content)).toStrictEqual({ digest, sizeBytes: content.length });
    expect(sha256Hex(await store.get({ tenant, digest }))).toBe(digest);
    expect(await countOf(chunkSubject(bucket, digest))).toBe(4);
  });

  it.each([
    ['a chunk with other bytes', [Buffer.from('other')]],
    ['no chunk at all', []],
    ['a longer chunk', [Buffer.alloc(20)]],
  ])('finds a blob corrupt that has %s', async (_case, replacements) => {
    const { digest } = await put(randomBytes(5));
    await manager.streams.purge(streamOf(bucket), { filter: chunkSubject(bucket, digest) });
    for (const bytes of replacements) await connection.request(chunkSubject(bucket, digest), bytes);
    await expect(store.get({ tenant, digest })).rejects.toThrow(BlobCorrupt);
    await expect(piecesOf(store, { tenant, digest })).rejects.toThrow(BlobCorrupt);
  });

  it('goes by the first message of a name', async () => {
    const content = randomBytes(50);
    const { digest } = await put(content);
    await connection.request(metaSubject(bucket, digest), JSON.stringify({ nuid: 'x', chunks: 0, size: 0 }));
    expect(sha256Hex(await store.get({ tenant, digest }))).toBe(digest);
  });

  it('does not call content stored whose name holds something else', async () => {
    const content = randomBytes(60);
    const digest = sha256Hex(content);
    await connection.request(metaSubject(bucket, digest), 'not metadata');
    await expect(put(content)).rejects.toThrow(BlobCorrupt);
    await expect(store.find({ tenant, digest })).rejects.toThrow(BlobCorrupt);
  });

  it('does not read more into memory than it may', async () => {
    const { digest } = await put(randomBytes(101));
    const small = jetStreamBlobStore({ connection, getBytesMax: 100 });
    await expect(small.get({ tenant, digest })).rejects.toThrow(BlobTooLarge);
    expect(await piecesOf(small, { tenant, digest })).toHaveLength(1);
  });

  it('names a missing bucket', async () => {
    const ask = store.find({ tenant: newTenant(), digest: sha256Hex('x') });
    await expect(ask).rejects.toThrow(expect.objectContaining({ code: 'BLOB_BUCKET_MISSING' }));
  });

  it('refuses a tenant that is no name of a bucket', async () => {
    await expect(store.find({ tenant: 'a.>', digest: sha256Hex('x') })).rejects.toThrow('Invalid string');
  });

  it('finds an existing bucket fit, and one with other settings unfit', async () => {
    await ensureBlobBuckets(connection, [tenant]);
    const loose = newTenant();
    await new Objm(connection).create(bucketOf(loose));
    await expect(ensureBlobBuckets(connection, [loose])).rejects.toThrow(
      new BucketMisconfigured(bucketOf(loose), ['allow_rollup_hdrs', 'allow_direct', 'deny_delete']),
    );
  });

  it('stores nothing beyond what its tenant may have, until that is more; what is there stays', async () => {
    const bounded = newTenant();
    await ensureBlobBuckets(connection, [bounded], { bytesMax: 1024 * 1024 });
    const bytes = [randomBytes(600_000), randomBytes(600_000)] as const;
    const putBounded = (content: Uint8Array) => store.put(bounded, from(content), 8 * 1024 * 1024);
    const { digest } = await putBounded(bytes[0]);
    await expect(putBounded(bytes[1])).rejects.toThrow(expect.objectContaining({ code: 'BLOB_STORE_FULL' }));
    expect(await store.find({ tenant: bounded, digest: sha256Hex(bytes[1]) })).toBeUndefined();
    expect(sha256Hex(await store.get({ tenant: bounded, digest }))).toBe(digest);
    await put(bytes[1]);

    await ensureBlobBuckets(connection, [bounded], { bytesMax: 2 * 1024 * 1024 });
    expect(await putBounded(bytes[1])).toMatchObject({ digest: sha256Hex(bytes[1]) });
  });

  const countOf = async (subject: string): Promise<number> => {
    const { state } = await manager.streams.info(streamOf(bucket), { subjects_filter: subject });
    return state.subjects?.[subject] ?? 0;
  };
});

const piecesOf = async (store: BlobStore, blob: BlobRef): Promise<readonly Uint8Array[]> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.stream(blob)) pieces.push(piece);
  return pieces;
};

async function* from(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The same connection, but publishing chunks fails from the given one on. */
const dyingAfter = (connection: NatsConnection, chunks: number): NatsConnection => {
  let written = 0;
  return new Proxy(connection, {
    get: (target, property) => {
      if (property !== 'request') return Reflect.get(target, property);
      return (subject: string, ...rest: [Uint8Array, { timeout: number }]) => {
        if (subject.includes('.C.') && (written += 1) > chunks)
          return Promise.reject(new Error('connection lost'));
        return target.request(subject, ...rest);
      };
    },
  });
};
