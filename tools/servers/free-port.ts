import { createServer } from 'node:net';

const HOST = '127.0.0.1';

const tryToListen = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });

/** A loopback port that is free now: the preferred one when it is, else one the system picks. */
export const freePort = async (preferred?: number): Promise<number> => {
  const kept = preferred === undefined ? undefined : await tryToListen(preferred);
  const port = kept ?? (await tryToListen(0));
  if (port === undefined) throw new Error('no loopback port is free');
  return port;
};
