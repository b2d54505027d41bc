import { readFile } from 'node:fs/promises';

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { brokerLogin, ensureStreams, REACTOR, STREAM } from '@policy-registry/event-store';
import { closeDatabase, openDatabase, postgresReadModelStore } from '@policy-registry/postgres';
import { projectBatch } from '@policy-registry/read-models';

import type { Ground } from '../../stack/start-stack.ts';
import type { Said } from './historian.ts';
import { toFed } from './to-fed.ts';

const CONNECTIONS = 2;
const SHOWN_EVERY = 100_000;
const DUPLICATE_WINDOW_MS = 120_000;

export type FillOptions = {
  readonly batches: AsyncIterable<readonly Said[]>;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Connects the administrator of the broker. */
export const connectAdmin = async ({ natsUrl, natsCredentialsFile }: Ground): Promise<NatsConnection> => {
  const { authenticator, inboxPrefix } = brokerLogin(await readFile(natsCredentialsFile));
  return connect({ servers: natsUrl, authenticator, inboxPrefix });
};

/** Puts a history into the empty log of a stack, and into its read models; nothing follows from it. Answers its length. */
export const fillRegistry = async (ground: Ground, options: FillOptions): Promise<number> => {
  await using closing = new AsyncDisposableStack();
  const connection = await connectAdmin(ground);
  closing.defer(() => connection.close());
  const url = ground.database.projector;
  const database = await openDatabase({
    url,
    applicationName: 'benchmark',
    connectionsMax: CONNECTIONS,
    isRebuildable: true,
  });
  closing.defer(() => closeDatabase(database));
  const store = postgresReadModelStore(database);

  const filled = await fillLog(connection, options, async (afterSeq, batch) => {
    const { verdicts } = await projectBatch(store, afterSeq, toFed(afterSeq, batch));
    const outsider = verdicts.find((verdict) => verdict.class !== 'accepted');
    if (outsider !== undefined) throw new Error(`an event of the benchmark is ${outsider.class}`);
  });
  await forgetReactions(connection);
  return filled;
};

/** Puts a history into an empty log, batch by batch, while `beside` works on the same batch. */
export const fillLog = async (
  connection: NatsConnection,
  { batches, report, signal }: FillOptions,
  beside: (afterSeq: number, batch: readonly Said[]) => Promise<void> = () => Promise.resolve(),
): Promise<number> => {
  const js = jetstream(connection);
  let filled = 0;
  for await (const batch of batches) {
    signal.throwIfAborted();
    const publish = async (): Promise<void> => {
      for (const { subject, bytes } of batch.slice(0, -1)) connection.publish(subject, bytes);
      const last = batch.at(-1);
      if (last === undefined) return;
      // Its sequence tells that everything before it is stored as well.
      const { seq } = await js.publish(last.subject, last.bytes);
      if (seq !== filled + batch.length)
        throw new Error(`the broker stored ${seq} messages of ${filled + batch.length}`);
    };
    await Promise.all([publish(), beside(filled, batch)]);
    if (Math.floor(filled / SHOWN_EVERY) < Math.floor((filled + batch.length) / SHOWN_EVERY))
      report(`${filled + batch.length} events stored`);
    filled += batch.length;
  }
  return filled;
};

/** The consumer of reactions begins behind what is there now: what a history asks for was done in it. */
const forgetReactions = async (connection: NatsConnection): Promise<void> => {
  const jsm = await jetstreamManager(connection);
  await jsm.consumers.delete(STREAM.events, REACTOR);
  await ensureStreams(connection, { duplicateWindowMs: DUPLICATE_WINDOW_MS, replicas: 1 });
};
