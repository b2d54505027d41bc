import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came in. */
export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** Somebody's server that is told of events, on this machine. */
export type WebhookReceiver = {
  readonly url: string;
  readonly received: Received[];
  /** The status that it answers with. */
  answers: number;
  readonly close: () => Promise<void>;
};

export const webhookReceiver = async (): Promise<WebhookReceiver> => {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(pieces).toString('utf8') });
      response.writeHead(it.answers, { location: 'http://127.0.0.1:1/' }).end('what nobody reads');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const it: WebhookReceiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answers: 204,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return it;
};
