import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/**
 * Ports that belong to this process by its pid: two processes that look for ports at once do not find the same ones. They
 * lie below those that systems give to outgoing connections (32,768 and up on Linux), which could take one in the time
 * between the look and the bind.
 */
const OWN_MAX = 16;
const OWN_FIRST = 16_384 + (process.pid % 1_024) * OWN_MAX;
let asked = 0;

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

/** A loopback port that is free now: the preferred one when it is, else one of this process, else one the system picks. */
export const freePort = async (preferred?: number): Promise<number> => {
  const kept = preferred === undefined ? undefined : await tryToListen(preferred);
  const port = kept ?? (await ownPort()) ?? (await tryToListen(0));
  if (port === undefined) throw new Error('no loopback port is free');
  return port;
};

/** The next of its own ports that is free; none is given twice. */
const ownPort = async (): Promise<number | undefined> => {
  while (asked < OWN_MAX) {
    const port = await tryToListen(OWN_FIRST + asked++);
    if (port !== undefined) return port;
  }
  return undefined;
};
