import { readFile } from 'node:fs/promises';

import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { brokerLogin, brokerServers, DECIDER, REACTOR, STREAM } from '@policy-registry/event-store';

import { waitUntil } from '../../servers/wait-until.ts';
import type { StackDescription } from '../../stack/description.ts';
import type { Operation } from '../load/operation.ts';

const OWN_STREAM = 'BENCH';
const OWN_SUBJECT = 'bench.publish';
const IDLE_MS = 120_000;

/** The stack's broker, as its administrator. */
export type Broker = {
  readonly version: string;
  /** The last event that the registry stored: what every contender writes. */
  readonly lastEvent: () => Promise<Uint8Array>;
  /** Publishes `payload` to a file-stored stream of its own, and waits for the broker's confirmation. */
  readonly publisherOf: (payload: Uint8Array) => Operation;
  /** Resolves with the wait when the registry has nothing left to do that somebody else's turn would pay for. */
  readonly idle: () => Promise<number>;
  readonly close: () => Promise<void>;
};

export const openBroker = async ({ nats }: StackDescription): Promise<Broker> => {
  const { authenticator, inboxPrefix } = brokerLogin(await readFile(nats.admin));
  const connection = await connect({ servers: brokerServers(nats.url), authenticator, inboxPrefix });
  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection);
  await jsm.streams.add({ name: OWN_STREAM, subjects: [OWN_SUBJECT], storage: StorageType.File });

  const isIdle = async (stream: string, durable: string): Promise<boolean> => {
    const { num_pending, num_ack_pending } = await jsm.consumers.info(stream, durable);
    return num_pending + num_ack_pending === 0;
  };
  return {
    version: connection.info?.version ?? 'unknown',
    lastEvent: async () => {
      const { state } = await jsm.streams.info(STREAM.events);
      const message = await jsm.streams.getMessage(STREAM.events, { seq: state.last_seq });
      if (message === null) throw new Error('the registry stored no event to measure with');
      return message.data;
    },
    publisherOf: (payload) => async () => (await js.publish(OWN_SUBJECT, payload)).stream === OWN_STREAM,
    idle: async () => {
      const startedMs = performance.now();
      await waitUntil('the end of the registry’s own work', IDLE_MS, async () =>
        (await isIdle(STREAM.commands, DECIDER)) && (await isIdle(STREAM.events, REACTOR)) ? true : undefined,
      );
      return performance.now() - startedMs;
    },
    close: () => connection.close(),
  };
};
