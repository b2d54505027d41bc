import { afterEach, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { ensureStreams } from './ensure-streams.ts';
import { durableConfigs, REACTOR, STREAM, streamConfigs } from './streams.ts';
import { startLocalBroker } from './testing/local-broker.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;
const options = { duplicateWindowMs: 120_000, replicas: 1 };

suite('ensureStreams (needs TEST_NATS_BIN)', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const emptyBroker = async () => {
    const server = await startLocalBroker(binary ?? '');
    closing.push(server.stop);
    const connection = await connect({ servers: server.url });
    closing.push(() => connection.close());
    return { connection, jsm: await jetstreamManager(connection) };
  };

  it('makes every stream and durable consumer with the settings it is told', async () => {
    const { connection, jsm } = await emptyBroker();
    await ensureStreams(connection, options);
    for (const wanted of streamConfigs(options)) {
      expect((await jsm.streams.info(wanted.name)).config).toMatchObject(wanted);
    }
    for (const { stream, config } of durableConfigs()) {
      expect((await jsm.consumers.info(stream, config.durable_name)).config).toMatchObject(config);
    }
  });

  it('keeps what is stored when it runs again, and brings changed settings up to date', async () => {
    const { connection, jsm } = await emptyBroker();
    await ensureStreams(connection, options);
    connection.publish('registry.evt.acme.policy.p', 'an event');
    await ensureStreams(connection, options);
    await ensureStreams(connection, { ...options, duplicateWindowMs: 1_000 });
    const { config, state } = await jsm.streams.info(STREAM.events);
    expect([config.duplicate_window, state.messages]).toStrictEqual([1_000_000_000, 1]);
  });

  it('bounds what waits and what is buried, and loses nothing that waits', async () => {
    const { connection, jsm } = await emptyBroker();
    await ensureStreams(connection, options);
    const limits = async (name: string) => {
      const { max_msgs, max_age, discard } = (await jsm.streams.info(name)).config;
      return { max_msgs, max_age, discard };
    };
    expect(await limits(STREAM.commands)).toStrictEqual({ max_msgs: 1_000_000, max_age: 0, discard: 'new' });
    expect(await limits(STREAM.jobs)).toStrictEqual({ max_msgs: 1_000_000, max_age: 0, discard: 'new' });
    expect(await limits(STREAM.dead)).toStrictEqual({
      max_msgs: -1,
      max_age: 30 * 24 * 60 * 60 * 1_000_000_000,
      discard: 'old',
    });
  });

  it('lets a reactor that was lost go on behind the last event, and not react to history again', async () => {
    const { connection, jsm } = await emptyBroker();
    const js = jetstream(connection);
    const subject = 'registry.evt.acme.policy.p';
    const reacted = async (): Promise<readonly number[]> => {
      const messages = await (
        await js.consumers.get(STREAM.events, REACTOR)
      ).fetch({ max_messages: 1, expires: 1_000 });
      const seqs: number[] = [];
      for await (const message of messages) {
        seqs.push(message.seq);
        await message.ackAck();
      }
      return seqs;
    };
    await ensureStreams(connection, options);
    await js.publish(subject, 'the first of all');
    expect(await reacted()).toStrictEqual([1]);
    await js.publish(subject, 'not reacted to');

    await jsm.consumers.delete(STREAM.events, REACTOR);
    await ensureStreams(connection, options);
    expect((await jsm.consumers.info(STREAM.events, REACTOR)).num_pending).toBe(0);
    await js.publish(subject, 'the next');
    // Where it began is kept when settings are brought up to date.
    await ensureStreams(connection, options);
    expect(await reacted()).toStrictEqual([3]);
  });

  it('makes a stream of events that nobody can delete from or purge', async () => {
    const { connection, jsm } = await emptyBroker();
    await ensureStreams(connection, options);
    const { seq } = await connection
      .request('registry.evt.acme.policy.p', 'an event')
      .then((answer) => answer.json<{ seq: number }>());
    await expect(jsm.streams.deleteMessage(STREAM.events, seq)).rejects.toThrow(/delete not permitted/);
    await expect(jsm.streams.purge(STREAM.events)).rejects.toThrow(/purge not permitted/);
    await expect(jsm.streams.update(STREAM.events, { deny_purge: false })).rejects.toThrow(/deny purge/);
    expect((await jsm.streams.getMessage(STREAM.events, { seq }))?.string()).toBe('an event');
  });

  it('refuses a setting that the broker took otherwise', async () => {
    const { connection } = await emptyBroker();
    // The broker reads “no window” as its own default.
    await expect(ensureStreams(connection, { ...options, duplicateWindowMs: 0 })).rejects.toThrow(
      'COMMANDS: the broker took duplicate_window as 120000000000, not 0',
    );
  });

  it('refuses a stream that is there with what cannot be changed', async () => {
    const { connection, jsm } = await emptyBroker();
    const retention = RetentionPolicy.Limits;
    await jsm.streams.add({
      name: STREAM.events,
      subjects: ['registry.evt.>'],
      storage: StorageType.Memory,
      retention,
    });
    await expect(ensureStreams(connection, options)).rejects.toThrow(/storage/);
  });

  it('refuses a server that is too old', async () => {
    const { connection } = await emptyBroker();
    const old: NatsConnection = Object.create(connection, {
      info: { value: { ...connection.info, version: '2.11.9' } },
    });
    await expect(ensureStreams(old, options)).rejects.toThrow(
      'the NATS server is 2.11.9; the registry needs 2.12.0 or newer',
    );
  });
});
