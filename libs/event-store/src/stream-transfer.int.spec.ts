import { headers } from '@nats-io/nats-core';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { describe, expect, it } from '@jest/globals';

import { ensureStreams } from './ensure-streams.ts';
import { restoreStream, StreamTransferFailed, takeSnapshot } from './stream-transfer.ts';
import { STREAM } from './streams.ts';
import { brokerSuite, type TestBroker } from './testing/broker-suite.ts';
import { startLocalBroker } from './testing/local-broker.ts';

const LARGE_BYTES = 50_000;
const MANY = 200;
const TEST_MS = 60_000;

brokerSuite('a snapshot of a stream', (broker) => {
  const publish = async ({ js }: TestBroker, count: number, bytes: number): Promise<void> => {
    for (let number = 1; number <= count; number += 1) {
      const carried = headers();
      carried.set('number', String(number));
      const body = Buffer.alloc(bytes, `${number} `);
      await js.publish(`registry.evt.acme.policy.p${number}`, body, { headers: carried });
    }
  };
  const snapshotOf = async (stream: string) => {
    const chunks: Buffer[] = [];
    const state = await takeSnapshot(broker().connection, stream, async (chunk) => {
      chunks.push(Buffer.from(chunk));
    });
    return { state, chunks };
  };
  async function* each(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
    yield* chunks;
  }
  /** Another broker, with the streams but without the one that is to be restored. */
  const withOther = async (stream: string, work: (other: TestBroker) => Promise<void>): Promise<void> => {
    const server = await startLocalBroker(process.env['TEST_NATS_BIN'] ?? '');
    const connection = await connect({ servers: server.url });
    try {
      await ensureStreams(connection, { duplicateWindowMs: 120_000, replicas: 1 });
      const jsm = await jetstreamManager(connection);
      await jsm.streams.delete(stream);
      await work({ ...broker(), url: server.url, connection, jsm });
    } finally {
      await connection.close();
      await server.stop();
    }
  };

  it(
    'gives a stream with the same sequences, times, headers and bytes, which goes on after its last one',
    async () => {
      await publish(broker(), MANY, LARGE_BYTES);
      const { config } = await broker().jsm.streams.info(STREAM.events);
      const { state, chunks } = await snapshotOf(STREAM.events);
      expect(state).toMatchObject({ messages: MANY, first_seq: 1, last_seq: MANY });
      await withOther(STREAM.events, async ({ connection, jsm }) => {
        const restored = await restoreStream(connection, { config, state }, each(chunks));
        expect(restored).toMatchObject({ messages: MANY, last_seq: MANY });
        for (const seq of [1, 77, MANY]) {
          const before = await broker().jsm.streams.getMessage(STREAM.events, { seq });
          const after = await jsm.streams.getMessage(STREAM.events, { seq });
          expect(after).toMatchObject({ seq, subject: before?.subject, timestamp: before?.timestamp });
          expect(after?.header.get('number')).toBe(String(seq));
          expect(Buffer.from(after?.data ?? [])).toStrictEqual(Buffer.from(before?.data ?? []));
        }
        expect((await jsm.streams.info(STREAM.events)).config.deny_purge).toBe(true);
        const [subject] = ['registry.evt.acme.policy.next'];
        const answer = await connection.request(subject, 'next');
        expect(answer.json()).toMatchObject({ seq: MANY + 1 });
      });
    },
    TEST_MS,
  );

  it(
    'of a work queue keeps what waits, and at which sequence the queue stands',
    async () => {
      const { js, jsm } = broker();
      await js.publish('registry.cmd.gateway.acme.one', 'one');
      await js.publish('registry.cmd.gateway.acme.two', 'two');
      await jsm.streams.deleteMessage(STREAM.commands, 1);
      const { config } = await jsm.streams.info(STREAM.commands);
      const { state, chunks } = await snapshotOf(STREAM.commands);
      await withOther(STREAM.commands, async (other) => {
        await restoreStream(other.connection, { config, state }, each(chunks));
        const restored = await other.jsm.streams.info(STREAM.commands);
        expect(restored.state).toMatchObject({ messages: 1, first_seq: 2, last_seq: 2 });
        const waiting = await other.jsm.streams.getMessage(STREAM.commands, { seq: 2 });
        expect(waiting?.string()).toBe('two');
      });
    },
    TEST_MS,
  );

  it('is refused of a stream that is not there, in the words of the broker', async () => {
    await expect(snapshotOf('NOTHING')).rejects.toThrow('NOTHING: the broker says: stream not found');
  });

  it('does not replace a stream', async () => {
    const { config } = await broker().jsm.streams.info(STREAM.dead);
    const { state, chunks } = await snapshotOf(STREAM.dead);
    const restoration = restoreStream(broker().connection, { config, state }, each(chunks));
    await expect(restoration).rejects.toThrow(StreamTransferFailed);
  });

  describe('that was damaged', () => {
    const damages = [
      ['cut off', (whole: Buffer) => whole.subarray(0, whole.length / 2)],
      ['changed', (whole: Buffer) => Buffer.from(whole.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))],
      ['something else', () => Buffer.from('this is no snapshot of any broker')],
    ] as const;

    it.each(damages)('is refused: %s', async (_what, damage) => {
      const { config } = await broker().jsm.streams.info(STREAM.commands);
      const { state, chunks } = await snapshotOf(STREAM.commands);
      await withOther(STREAM.commands, async ({ connection }) => {
        const broken = each([damage(Buffer.concat(chunks))]);
        await expect(restoreStream(connection, { config, state }, broken)).rejects.toThrow(
          StreamTransferFailed,
        );
      });
    });
  });
});
