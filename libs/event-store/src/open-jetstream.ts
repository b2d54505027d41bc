import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

/** Every question to the broker is answered within this time, or its asker throws. */
export const BROKER_ANSWER_MS_MAX = 5_000;

export type JetStream = { readonly js: JetStreamClient; readonly jsm: JetStreamManager };

/** JetStream over a connection. Asks nothing of the broker yet: not every user may. */
export const openJetStream = async (connection: NatsConnection): Promise<JetStream> => {
  const options = { timeout: BROKER_ANSWER_MS_MAX };
  const jsm = await jetstreamManager(connection, { ...options, checkAPI: false });
  return { js: jetstream(connection, options), jsm };
};
