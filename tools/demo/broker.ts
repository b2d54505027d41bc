import { connect } from '@nats-io/transport-node';

import type { Description } from './stack.ts';

const CONNECT_MS = 5_000;

export type Connection = Awaited<ReturnType<typeof connect>>;

/** Lends a connection of one of the broker's users. */
export const withBroker = async <T>(
  { nats }: Description,
  user: 'admin' | 'scheduler',
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await connectAs({ nats }, user);
  try {
    return await work(connection);
  } finally {
    await connection.drain();
  }
};

/** A connection of one of the broker's users, with an inbox of its own. */
export const connectAs = (
  { nats }: Pick<Description, 'nats'>,
  user: 'admin' | 'scheduler',
): Promise<Connection> =>
  connect({
    servers: nats.url,
    user: nats[user].user,
    pass: nats[user].password,
    inboxPrefix: `_INBOX_${user}`,
    name: `guided run (${user})`,
    timeout: CONNECT_MS,
  });
