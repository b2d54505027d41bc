import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RequestRefused } from '@policy-registry/client';

import { UsageFault } from '../answer.ts';
import { contentOf, contentOfBytes, type Content } from '../content.ts';
import { apiOf, type Api } from './api.ts';
import { sendContent } from './send-content.ts';

jest.setTimeout(60_000);

// More than the buffers of two sockets hold.
const BYTES = Buffer.from(Array.from({ length: 12_000_000 }, (_, at) => at % 251));
const DIGEST = createHash('sha256').update(BYTES).digest('hex');

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-send-'));
});
const servers: Server[] = [];
const serve = async (listener: RequestListener, onExpect?: RequestListener): Promise<string> => {
  const server = createServer(listener);
  if (onExpect !== undefined) server.on('checkContinue', onExpect);
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
};
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const document = async (): Promise<Content> => {
  path = join(folder, 'large.json');
  await writeFile(path, BYTES);
  return contentOf(path);
};
const apiAt = (url: string): Api =>
  apiOf({
    ...{ url, tenant: 'acme', token: 'any', home: folder },
    ...{ issuerUrl: undefined, isBound: false, persona: undefined, broker: undefined, brokerKeys: undefined },
    ...{ administrator: undefined, databaseUrl: undefined, objectStore: undefined, programUrls: [] },
  });
const outcomeOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

const stored = async (request: IncomingMessage): Promise<string> => {
  const received = await buffer(request);
  const digest = createHash('sha256').update(received).digest('hex');
  return JSON.stringify({ digest, size: received.length, announced: request.headers['content-length'] });
};
const PROBLEM = JSON.stringify({ code: 'TOKEN_INVALID', title: 'no', detail: 'the token has expired' });

describe('sending a document', () => {
  it('announces its length and gives every byte once', async () => {
    const url = await serve(async (request, response) => {
      const body = await stored(request);
      response.writeHead(201, { 'content-type': 'application/json' }).end(body);
    });
    const answer = { digest: DIGEST, size: BYTES.length, announced: String(BYTES.length) };
    expect(await apiAt(url).putDocument(await document())).toStrictEqual(answer);
    expect(await apiAt(url).putDocument(contentOfBytes(new Uint8Array()))).toMatchObject({ size: 0 });
  });

  it('begins anew where the connection breaks', async () => {
    let requests = 0;
    const url = await serve(async (request, response) => {
      requests += 1;
      if (requests === 1) return request.once('data', () => request.socket.resetAndDestroy());
      return response.writeHead(201).end(await stored(request));
    });
    expect(await apiAt(url).putDocument(await document())).toMatchObject({ digest: DIGEST });
    expect(requests).toBe(2);
  });

  it('tells how a connection broke', async () => {
    const url = await serve((request) => request.socket.resetAndDestroy());
    const sending = { url, method: 'POST', headers: {}, content: await document() };
    expect(await outcomeOf(sendContent(sending))).toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([
    ['before it was sent', 'on the way'],
    ['while it is sent, and reads no more', 'after a piece'],
    ['and ends the connection', 'closing'],
  ])('shows the answer of a server that refuses it %s', async (_case, when) => {
    const refuse: RequestListener = (request, response) => {
      const answer = (): unknown =>
        response
          .writeHead(401, {
            'content-type': 'application/problem+json',
            ...(when === 'closing' && { connection: 'close' }),
          })
          .end(PROBLEM);
      if (when === 'after a piece') request.once('data', () => answer() && request.pause());
      else answer();
    };
    const url = await serve(refuse, when === 'after a piece' ? undefined : refuse);
    const error = await outcomeOf(apiAt(url).putDocument(await document()));
    expect(error).toBeInstanceOf(RequestRefused);
    expect(error).toMatchObject({ problem: { status: 401, code: 'TOKEN_INVALID' } });
  });

  it('sends nothing of a document that is refused for its length', async () => {
    let received = 0;
    const url = await serve(
      () => undefined,
      (request, response) => {
        request.on('data', (piece: Buffer) => (received += piece.length));
        response.writeHead(413).end(JSON.stringify({ code: 'BODY_TOO_LARGE' }));
      },
    );
    const error = await outcomeOf(apiAt(url).putDocument(await document()));
    expect(error).toMatchObject({ problem: { status: 413, code: 'BODY_TOO_LARGE' } });
    expect(received).toBe(0);
  });

  it('gives up when the server takes nothing for a while', async () => {
    const url = await serve((request) => request.pause());
    const sending = { url, method: 'POST', headers: {}, content: await document(), idleMs: 200 };
    expect(String(await outcomeOf(sendContent(sending)))).toBe(
      `Unavailable: ${url} is silent; try again later`,
    );
  });

  it('reads no further ahead than the server takes', async () => {
    const url = await serve((request) => request.pause());
    let read = 0;
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      for (; read < 1_000; read += 1) yield new Uint8Array(1_048_576);
    };
    const content = { size: 1_000 * 1_048_576, pieces };
    await outcomeOf(sendContent({ url, method: 'POST', headers: {}, content, idleMs: 200 }));
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(100);
  });

  it('says that a file changed or cannot be read, and does not try again', async () => {
    let requests = 0;
    const url = await serve((request) => {
      requests += 1;
      request.resume();
    });
    const content = await document();
    await truncate(path, 1_000);
    const error = await outcomeOf(apiAt(url).putDocument(content));
    expect(error).toStrictEqual(new UsageFault(`${path} changed while it was read`));
    await rm(path);
    const absent = await outcomeOf(apiAt(url).putDocument(content));
    expect(String(absent)).toBe(`UsageFault: there is no file ${path}`);
    expect(requests).toBe(2);
  });

  it('does not take an answer for other bytes', async () => {
    const url = await serve(async (request, response) => {
      await buffer(request);
      response.writeHead(201).end(JSON.stringify({ digest: 'f'.repeat(64), size: 1 }));
    });
    const error = await outcomeOf(apiAt(url).putDocument(await document()));
    expect(String(error)).toContain(`stored ${'f'.repeat(64)} where ${DIGEST} was sent`);
  });
});
