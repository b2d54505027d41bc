import { afterEach, describe, expect, it } from '@jest/globals';
import { jetstreamManager, RetentionPolicy, StorageType } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { ensureStreams } from './ensure-streams.ts';
import { durableConfigs, STREAM, streamConfigs } from './streams.ts';
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
