import { randomBytes } from 'node:crypto';
import { connect as dial, createServer, type AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { sha256Hex, type BlobStore } from '@policy-registry/kernel';

import { ensureBlobBuckets } from './ensure-blob-buckets.ts';
import { jetStreamBlobStore } from './jetstream-blob-store.ts';
import { CHUNK_BYTES } from './limits.ts';
import { startLocalNats } from './testing/local-nats.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

const REQUEST_MS = 300;
const STARTED_MS = 30_000;
const TENANT = 'acme';
const BYTES_MAX = 8 * CHUNK_BYTES;

/** A line to a broker on which, after so many requests, nothing comes back any more, and which stays open. */
const hangingLine = async (port: number) => {
  let answersLeft = Infinity;
  const line = createServer((client) => {
    const broker = dial(port, '127.0.0.1');
    let held = Buffer.alloc(0);
    client.on('data', (bytes) => {
      answersLeft -= bytes.toString('latin1').match(/^H?PUB /gm)?.length ?? 0;
      broker.write(bytes);
    });
    broker.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      if (answersLeft < 0) return;
      client.write(held);
      held = Buffer.alloc(0);
    });
    for (const [from, to] of [
      [client, broker],
      [broker, client],
    ] as const)
      from.on('error', () => undefined).on('close', () => to.destroy());
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const { port: own } = line.address() as AddressInfo;
  return {
    url: `nats://127.0.0.1:${own}`,
    answer: (requests: number) => void (answersLeft = requests),
    close: () => new Promise((resolve) => line.close(resolve)),
  };
};

suite('an object store that hangs (needs TEST_NATS_BIN)', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let line: Awaited<ReturnType<typeof hangingLine>>;
  let store: BlobStore;
  /** The same, for what has to succeed on a machine that is busy. */
  let patient: BlobStore;
  // It does not shrink, so it is stored as it is, in three chunks.
  const content = new Uint8Array(randomBytes(3 * CHUNK_BYTES));
  const other = content.toReversed();
  const blob = { tenant: TENANT, digest: sha256Hex(content) };

  beforeAll(async () => {
    const server = await startLocalNats(binary ?? '');
    closing.push(server.stop);
    line = await hangingLine(Number(new URL(server.url).port));
    closing.push(line.close);
    const connection: NatsConnection = await connect({ servers: line.url });
    closing.push(() => connection.close());
    await ensureBlobBuckets(connection, [TENANT]);
    store = jetStreamBlobStore({ connection, requestTimeoutMs: REQUEST_MS });
    patient = jetStreamBlobStore({ connection, requestTimeoutMs: STARTED_MS });
  }, STARTED_MS);
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  const timedOut = expect.objectContaining({ code: 'BLOB_STORE_TIMEOUT' });
  const put = (to: BlobStore, bytes: Uint8Array) => to.put(TENANT, from(bytes), BYTES_MAX);
  const read = async (of: BlobStore): Promise<number> => {
    let length = 0;
    for await (const piece of of.stream(blob)) length += piece.length;
    return length;
  };

  it('holds nobody longer than one request may take: neither who puts, nor who looks, nor who reads', async () => {
    line.answer(0);
    await expect(put(store, content)).rejects.toThrow(timedOut);
    await expect(store.find(blob)).rejects.toThrow(timedOut);
    await expect(store.get(blob)).rejects.toThrow(timedOut);
    await expect(read(store)).rejects.toThrow(timedOut);
  });

  it('holds nobody either who was in the middle, and has lost nothing when it answers again', async () => {
    line.answer(Infinity);
    await put(patient, content);
    for (let answered = 1; answered <= 3; answered += 1) {
      line.answer(answered);
      await expect(read(store)).rejects.toThrow(timedOut);
      line.answer(answered);
      await expect(put(store, other)).rejects.toThrow(timedOut);
    }
    line.answer(Infinity);
    expect(await read(patient)).toBe(content.length);
    expect(await put(patient, other)).toStrictEqual({ digest: sha256Hex(other), sizeBytes: other.length });
    expect(await patient.get({ tenant: TENANT, digest: sha256Hex(other) })).toStrictEqual(other);
  });
});

async function* from(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
