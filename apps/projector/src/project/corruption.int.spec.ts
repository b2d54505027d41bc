import { cp, rm } from 'node:fs/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureStreams, eventSource, jetStreamOutcomes, STREAM } from '@policy-registry/event-store';
import { inMemoryReadModels, inMemoryReadModelStore } from '@policy-registry/postgres/simulated';
import {
  brokerFolder,
  damagedStore,
  startBrokerIn,
  waitFor,
  type DamagedStore,
} from '@policy-registry/event-store/testing';
import { sha256Hex } from '@policy-registry/kernel';
import { createLogger, createMetrics } from '@policy-registry/platform';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import { startProjection } from './projection.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;
const START_MS = 60_000;

/** So many and so long that the store has three blocks of 8 MiB. */
const MESSAGES = 1_000;
const MESSAGE_BYTES = 20_000;
const SUBJECTS = 7;
const FLIPPED = 300;
const subjectOf = (seq: number): string => `registry.evt.acme.policy.p-${seq % SUBJECTS}`;

const open = async (folder: string) => {
  const broker = await startBrokerIn(folder, binary ?? '');
  const connection = await connect({ servers: broker.url });
  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection);
  const close = async (): Promise<void> => {
    await connection.close();
    await broker.stop();
  };
  return { connection, js, jsm, close };
};

suite('a projection over a store that was damaged while its broker was down (needs TEST_NATS_BIN)', () => {
  const folders: string[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  const freshFolder = async (): Promise<string> => {
    const folder = await brokerFolder();
    folders.push(folder);
    return folder;
  };
  let sound = '';
  beforeAll(async () => {
    sound = await freshFolder();
    const { connection, js, jsm, close } = await open(sound);
    await ensureStreams(connection, { duplicateWindowMs: 120_000, replicas: 1 });
    // What they say does not matter here: nobody has to read a message to miss it.
    const bytes = new Uint8Array(MESSAGE_BYTES);
    for (let seq = 1; seq <= MESSAGES; seq += 1) await js.publish(subjectOf(seq), bytes);
    await jetStreamOutcomes(js, jsm).record({
      commandId: 'last',
      tenant: 'acme',
      requestDigest: sha256Hex('last'),
      status: 'accepted',
      seq: MESSAGES,
      aggregate: { type: 'policy', id: 'p-0', version: 1 },
      facts: [],
    });
    await close();
  }, START_MS);
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  /** The projection as it is on a damaged copy, with rows that have everything up to a position. */
  const projectionAfter = async (damage: (store: DamagedStore) => Promise<void>, position: number) => {
    const folder = await freshFolder();
    await cp(sound, folder, { recursive: true });
    await damage(await damagedStore(folder, STREAM.events));
    const { connection, jsm, close } = await open(folder);
    closing.push(close);
    const rows = inMemoryReadModels({ position, tables: new Map() });
    const projection = await startProjection({
      events: eventSource(connection, jsm, 'projection'),
      store: inMemoryReadModelStore(rows),
      logger: createLogger({ app: 'projector', instance: 'spec', level: 'silent' }),
      metrics: createMetrics('projector'),
      nowMs: () => 0,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
    closing.push(() => projection.close());
    return projection;
  };

  const damages: readonly (readonly [
    string,
    {
      readonly damage: (store: DamagedStore) => Promise<void>;
      readonly names: string;
      readonly position: number;
    },
  ])[] = [
    [
      'a flipped bit, where the broker reads its blocks at its start',
      {
        damage: async (store) => {
          await store.flipBit(FLIPPED);
          await store.dropIndex();
        },
        names: `event ${FLIPPED} is missing`,
        position: MESSAGES,
      },
    ],
    [
      'a truncated block',
      {
        damage: (store) => store.truncateAt(FLIPPED),
        names: `event ${FLIPPED} is missing`,
        position: MESSAGES,
      },
    ],
    [
      'a dropped block at the beginning',
      {
        damage: (store) => store.dropBlock(store.blocks()[0] ?? ''),
        names: 'event 1 is missing',
        position: MESSAGES,
      },
    ],
    [
      'a dropped aggregate',
      {
        damage: async (store) => {
          await store.dropSubject(subjectOf(3));
          await store.dropIndex();
        },
        names: 'event 3 is missing',
        position: MESSAGES,
      },
    ],
    [
      'an end that is gone after it was projected',
      {
        damage: async (store) => {
          await store.truncateAt(MESSAGES - 5);
          await store.dropIndex();
        },
        names: `the stream ends at ${MESSAGES - 6}`,
        position: MESSAGES,
      },
    ],
    [
      'an end that is gone before it was projected, and after it was confirmed',
      {
        damage: async (store) => {
          await store.truncateAt(MESSAGES - 5);
          await store.dropIndex();
        },
        names: `the stream ends at ${MESSAGES - 6}, and event ${MESSAGES} was confirmed`,
        position: 0,
      },
    ],
  ];

  it.each(damages)(
    'stops at %s, and names it',
    async (_what, { damage, names, position }) => {
      const projection = await projectionAfter(damage, position);
      expect(await waitFor('fault', () => projection.fault())).toContain(names);
      await waitFor('standstill', () => projection.isDamaged());
    },
    START_MS,
  );

  it(
    'stops at a flipped bit that the broker has not met when it comes there itself',
    async () => {
      const projection = await projectionAfter((store) => store.flipBit(FLIPPED), 0);
      await waitFor('standstill', () => projection.isDamaged());
      expect(projection.fault()).toContain(`event ${FLIPPED} is missing`);
    },
    START_MS,
  );

  it(
    'goes on where nothing is damaged',
    async () => {
      const projection = await projectionAfter(async () => undefined, 0);
      await waitFor('end', () => projection.position() === MESSAGES);
      expect([projection.fault(), projection.isDamaged()]).toStrictEqual([undefined, false]);
    },
    START_MS,
  );
});
