import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/**
 * Ends connections on which neither side moved a byte for the server's timeout, but for those whose client has sent
 * everything and waits: then it is the server that takes its time.
 */
export const letIdleGo = (server: Server, idleMs: number): void => {
  const exchanges = new WeakMap<Socket, Exchange>();
  server.on('request', (request, response) => exchanges.set(request.socket, { request, response }));
  server.on('timeout', (socket) => {
    const exchange = exchanges.get(socket);
    if (exchange !== undefined && isServersTurn(exchange)) socket.setTimeout(idleMs);
    else socket.destroy();
  });
};

const isServersTurn = ({ request, response }: Exchange): boolean => request.complete && !response.headersSent;
