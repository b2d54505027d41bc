import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** How one request is treated. */
export type Treatment = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export type HostileServer = {
  readonly url: URL;
  /** `METHOD path` of every request, in order. */
  readonly asked: string[];
  readonly bodies: string[];
  /** By path; replaced while it runs. */
  readonly treatments: Map<string, Treatment>;
  close(): Promise<void>;
};

/** An HTTP server that answers whatever a test wants it to answer: late, wrong, too much, or nothing. */
export const hostileServer = async (): Promise<HostileServer> => {
  const asked: string[] = [];
  const bodies: string[] = [];
  const treatments = new Map<string, Treatment>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      bodies.push(body);
      const treatment = treatments.get(request.url ?? '');
      if (treatment === undefined) return void response.writeHead(404).end('{}');
      treatment(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    asked,
    bodies,
    treatments,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

/** Answers JSON. */
export const saying =
  (value: unknown, status = 200): Treatment =>
  (_request, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof value === 'string' ? value : JSON.stringify(value));

/** Takes the request and says nothing, for ever. */
export const silence: Treatment = () => undefined;

/** Breaks off in the middle of an answer. */
export const breakingOff: Treatment = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"build":', () => response.destroy());
};
