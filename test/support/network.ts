import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';

/** A port of this machine that nobody listens on now. */
export const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a listener without a port');
  return String(address.port);
};

/** The status of the answer to one request from an address of this machine. */
export const askFrom = async (
  localAddress: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<number> => {
  const [response] = await once(request(url, { localAddress, headers, agent: false }).end(), 'response');
  response.resume();
  return response.statusCode;
};

/** How many of so many connections at once are answered; the others are closed instead. */
export const takenOf = async (url: string, count: number): Promise<number> => {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: count }, () => connect(Number(port), hostname));
  const answers = await Promise.all(
    sockets.map(async (socket) => {
      socket.on('error', () => undefined); // closed before it has sent its request
      socket.write('GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n');
      return Promise.race([
        once(socket, 'data').then(
          () => 1,
          () => 0,
        ),
        once(socket, 'close').then(() => 0),
      ]);
    }),
  );
  for (const socket of sockets) socket.destroy();
  return answers.reduce<number>((taken, one) => taken + one, 0);
};
