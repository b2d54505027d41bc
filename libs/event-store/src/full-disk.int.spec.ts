import { rm } from 'node:fs/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import { ensureStreams } from './ensure-streams.ts';
import { STREAM } from './streams.ts';
import { brokerFolder, startBrokerIn, type LocalBroker } from './testing/local-broker.ts';
import { mountSmallDisk, type SmallDisk } from './testing/small-disk.ts';

const RUN_MS = 120_000;
const PUBLISH_MS = 3_000;
const MEGABYTES = 32;
const COMMANDS_MAX = 500;

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined || process.getuid?.() !== 0 ? describe.skip : describe;

suite('a broker whose disk is full (skipped when not root; needs TEST_NATS_BIN)', () => {
  let path = '';
  let disk: SmallDisk;
  let server: LocalBroker;
  beforeAll(async () => {
    path = await brokerFolder();
    disk = mountSmallDisk(path, MEGABYTES);
    server = await startBrokerIn(disk.folder, binary ?? '');
  }, RUN_MS);
  afterAll(async () => {
    await server?.stop();
    disk?.unmount();
    await rm(path, { recursive: true });
  }, RUN_MS);

  const opened = async () => {
    const connection = await connect({ servers: server.url });
    return {
      connection,
      js: jetstream(connection),
      jsm: await jetstreamManager(connection, { checkAPI: false }),
    };
  };
  const subjectOf = (nth: number): string => `registry.cmd.gateway.acme.c${nth}`;

  it(
    'confirms nothing that it does not keep, and takes everything again once there is room and it was started anew',
    async () => {
      const before = await opened();
      await ensureStreams(before.connection, { duplicateWindowMs: 120_000, replicas: 1 });
      const publish = ({ js }: typeof before, nth: number) =>
        js.publish(subjectOf(nth), `command ${nth}`, { msgID: subjectOf(nth), timeout: PUBLISH_MS }).then(
          () => true,
          () => false,
        );
      let confirmed = 0;
      for (disk.fill(); confirmed < COMMANDS_MAX && (await publish(before, confirmed)); disk.fill())
        confirmed += 1;
      expect(confirmed).toBeLessThan(COMMANDS_MAX);

      disk.free();
      await before.connection.close();
      await server.stop();
      server = await startBrokerIn(disk.folder, binary ?? '');
      const after = await opened();
      for (let nth = 0; nth < confirmed; nth += 1) {
        const kept = await after.jsm.streams.getMessage(STREAM.commands, { last_by_subj: subjectOf(nth) });
        expect(kept?.string()).toBe(`command ${nth}`);
      }
      // What was not confirmed may be there or not: a retry settles it.
      expect(await publish(after, confirmed)).toBe(true);
      expect((await after.jsm.streams.info(STREAM.commands)).state.messages).toBe(confirmed + 1);
      await after.connection.close();
    },
    RUN_MS,
  );
});
