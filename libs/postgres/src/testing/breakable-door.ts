import { createServer, connect, type Server, type Socket } from 'node:net';

/**
 * A door to a server that can be shut: what went through breaks off, and what knocks is refused. Blocked, it stays open,
 * and nothing comes through any more.
 */
export type BreakableDoor = {
  readonly url: string;
  readonly block: () => void;
  readonly unblock: () => void;
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
};

export const breakableDoor = async (targetUrl: string): Promise<BreakableDoor> => {
  const { hostname, port: targetPort } = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = 0;
  let isBlocked = false;

  const pass = (from: Socket): void => {
    const to = connect(Number(targetPort), hostname);
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (bytes) => {
        if (!isBlocked) other.write(bytes);
      });
    }
  };
  const open = async (): Promise<void> => {
    const opening = createServer(pass);
    await new Promise<void>((resolve, reject) => {
      opening.once('error', reject);
      opening.listen(port, '127.0.0.1', resolve);
    });
    const address = opening.address();
    if (typeof address === 'object' && address !== null) port = address.port;
    server = opening;
  };
  const shut = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
  };

  await open();
  const url = new URL(targetUrl);
  url.port = String(port);
  return {
    url: url.href,
    block: () => void (isBlocked = true),
    unblock: () => void (isBlocked = false),
    shut,
    open,
  };
};
