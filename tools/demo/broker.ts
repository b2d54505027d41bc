import { readFile } from 'node:fs/promises';

import { connect, credsAuthenticator } from '@nats-io/transport-node';
import { z } from 'zod';

import type { Description } from './stack.ts';

const CONNECT_MS = 5_000;

export type Connection = Awaited<ReturnType<typeof connect>>;

/** Lends a connection of the broker's administrator. */
export const withBroker = <T>(
  { nats }: Description,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => withCredentials(nats.url, nats.admin, work);

/** Lends a connection of whoever a credentials file is of. */
export const withCredentials = async <T>(
  url: string,
  credentialsFile: string,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await connectWith(url, credentialsFile);
  try {
    return await work(connection);
  } finally {
    await connection.drain();
  }
};

export const connectWith = async (url: string, credentialsFile: string): Promise<Connection> =>
  connect({
    servers: url.split(','),
    ...login(await readFile(credentialsFile)),
    name: 'guided run',
    timeout: CONNECT_MS,
  });

/** Replies come to an inbox that is called after the name in the credentials. */
const login = (credentials: Uint8Array) => {
  const [, claims = ''] = /^[\w-]+\.([\w-]+)\.[\w-]+$/m.exec(new TextDecoder().decode(credentials)) ?? [];
  const { name } = Claims.parse(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')));
  return { authenticator: credsAuthenticator(credentials), inboxPrefix: `_INBOX_${name}` };
};

const Claims = z.object({ name: z.string() });
