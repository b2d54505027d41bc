import { jetstream } from '@nats-io/jetstream';

import type { Broker } from '../broker.ts';
import type { Logged } from './oracle.ts';

const BATCH_MAX = 500;
const EXPIRES_MS = 5_000;

/** The whole stream of events as it is now. */
export const readLog = async ({ connection, sizeOf }: Broker): Promise<readonly Logged[]> => {
  const size = await sizeOf('EVENTS');
  const consumer = await jetstream(connection).consumers.get('EVENTS');
  const log: Logged[] = [];
  while (log.length < size) {
    const batch = await consumer.fetch({
      max_messages: Math.min(BATCH_MAX, size - log.length),
      expires: EXPIRES_MS,
    });
    const before = log.length;
    for await (const { seq, subject, data } of batch) log.push({ seq, subject, bytes: data });
    if (log.length === before) throw new Error(`the broker delivers ${before} of ${size} events`);
  }
  await consumer.delete();
  return log;
};
