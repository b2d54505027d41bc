import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { sha256Hex, type BlobStore } from '@policy-registry/kernel';

import { blobUserSubjects, bucketOf, chunkSubject, metaSubject, streamOf } from './bucket-names.ts';
import { ensureBlobBuckets } from './ensure-blob-buckets.ts';
import { jetStreamBlobStore } from './jetstream-blob-store.ts';
import { startLocalNats } from './testing/local-nats.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

const inbox = '_INBOX_gateway';
const settings = `authorization { users: [
  { user: admin, password: admin }
  { user: gateway, password: gateway, permissions: {
    publish: { allow: ${JSON.stringify(blobUserSubjects(['acme']))} }
    subscribe: { allow: [ "${inbox}.>" ] } } }
] }`;
const EVENT = 'registry.evt.acme.policy.p1';

suite('a user who may only put and get the blobs of one tenant (needs TEST_NATS_BIN)', () => {
  let admin: NatsConnection;
  let gateway: NatsConnection;
  let manager: JetStreamManager;
  let store: BlobStore;
  const bucket = bucketOf('acme');
  const stream = streamOf(bucket);

  // What was opened, also when the rest of the set-up fails.
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const server = await startLocalNats(binary ?? '', settings);
    closing.push(server.stop);
    admin = await connect({ servers: server.url, user: 'admin', pass: 'admin' });
    closing.push(() => admin.close());
    manager = await jetstreamManager(admin);
    await ensureBlobBuckets(admin, ['acme', 'globex']);
    await manager.streams.add({ name: 'EVENTS', subjects: ['registry.evt.>'] });
    gateway = await connect({ servers: server.url, user: 'gateway', pass: 'gateway', inboxPrefix: inbox });
    closing.push(() => gateway.close());
    store = jetStreamBlobStore({ connection: gateway, requestTimeoutMs: 2_000 });
  }, 30_000);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });
  const put = (text: string, tenant = 'acme') => store.put(tenant, pieces(text), 1024 * 1024);

  it('puts, finds and gets', async () => {
    const { digest, sizeBytes } = await put('a policy');
    expect(await store.find({ tenant: 'acme', digest })).toStrictEqual({ digest, sizeBytes });
    expect(new TextDecoder().decode(await store.get({ tenant: 'acme', digest }))).toBe('a policy');
  });

  it('reaches no other tenant', async () => {
    await expect(put('a policy', 'globex')).rejects.toThrow(
      expect.objectContaining({ code: 'BLOB_STORE_REFUSED' }),
    );
  });

  it.each([
    ['delete the bucket', `$JS.API.STREAM.DELETE.${stream}`, ''],
    ['purge it', `$JS.API.STREAM.PURGE.${stream}`, '{}'],
    ['change it', `$JS.API.STREAM.UPDATE.${stream}`, '{}'],
    ['delete a message', `$JS.API.STREAM.MSG.DELETE.${stream}`, '{"seq":1}'],
    ['look at streams', '$JS.API.STREAM.NAMES', ''],
    ['create a consumer', `$JS.API.CONSUMER.CREATE.${stream}`, '{}'],
    ['read directly', `$JS.API.DIRECT.GET.${stream}`, '{"seq":1}'],
    ['read events', '$JS.API.STREAM.MSG.GET.EVENTS', '{"seq":1}'],
    ['write events', EVENT, '{}'],
  ])('may not %s', async (_what, subject, payload) => {
    await expect(gateway.request(subject, payload, { timeout: 2_000 })).rejects.toThrow(
      'Permissions Violation',
    );
  });

  it('cannot roll its bucket up, by subject or whole', async () => {
    const { digest } = await put('kept');
    for (const scope of ['sub', 'all']) {
      const rollup = headers();
      rollup.set('Nats-Rollup', scope);
      const answer = await gateway.request(metaSubject(bucket, digest), '', {
        headers: rollup,
        timeout: 2_000,
      });
      expect(answer.json()).toMatchObject({ error: { description: 'rollup not permitted' } });
    }
    expect((await store.get({ tenant: 'acme', digest })).length).toBe(4);
  });

  it('cannot turn a stored blob into an event: an answer sent to an event subject is no event', async () => {
    const forged = '{"this":"could be an event"}';
    await put(forged);
    const stored = chunkSubject(bucket, sha256Hex(forged));
    const query = JSON.stringify({ last_by_subj: stored });
    gateway.publish(`$JS.API.STREAM.MSG.GET.${stream}`, query, { reply: EVENT });
    await gateway.flush();
    // The probe is answered after the forgery: requests to one stream are served in order.
    await gateway.request(`$JS.API.STREAM.MSG.GET.${stream}`, query, { timeout: 2_000 });
    const written = await manager.streams.getMessage('EVENTS', { last_by_subj: EVENT });
    expect(written?.string()).toContain('stream_msg_get_response');
    expect(written?.string()).not.toContain(forged);
  });
});

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
