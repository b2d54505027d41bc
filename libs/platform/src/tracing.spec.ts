import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { currentTraceId, currentTraceparent, inSpan, SPANS_WAITING_MAX, startTracing } from './tracing.ts';

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-01$/;

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());
const started = () => {
  stop = startTracing({ app: 'projector', instance: 'p-1' });
};

describe('inSpan', () => {
  it('continues the trace that came with the message', async () => {
    started();
    const inside = await inSpan('decide', { parent }, () => currentTraceparent());
    expect(TRACEPARENT.exec(inside ?? '')?.[1]).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(inside).not.toBe(parent);
  });

  it.each(['', 'garbage', `${parent}-x`, parent.replace(/0af7\w+/, '0'.repeat(32))])(
    'starts a new trace for %j',
    async (malformed) => {
      started();
      const inside = await inSpan('decide', { parent: malformed }, () => currentTraceparent());
      expect(inside).toMatch(TRACEPARENT);
      expect(inside).not.toContain('0af7651916cd43dd8448eb211c80319c');
    },
  );

  it('nests, and is seen by what is awaited', async () => {
    started();
    await inSpan('outer', { parent }, async () => {
      const outer = currentTraceparent();
      await Promise.resolve();
      const inner = await inSpan('inner', {}, async () => (await Promise.resolve(), currentTraceparent()));
      expect(inner?.slice(0, 35)).toBe(outer?.slice(0, 35));
      expect(inner).not.toBe(outer);
      expect(currentTraceparent()).toBe(outer);
    });
  });

  it('keeps concurrent work apart', async () => {
    started();
    const ids = await Promise.all(
      Array.from({ length: 20 }, () =>
        inSpan('job', {}, async () => {
          const before = currentTraceId();
          await Promise.resolve();
          expect(currentTraceId()).toBe(before);
          return before;
        }),
      ),
    );
    expect(new Set(ids).size).toBe(20);
  });

  it('hands on the error of its work', async () => {
    started();
    await expect(inSpan('job', {}, () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  });
});

it('has no trace outside of spans', () => {
  started();
  expect(currentTraceparent()).toBeUndefined();
  expect(currentTraceId()).toBeUndefined();
});

it('exports spans to the endpoint when told one', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = `${request.url}\n`;
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;

  stop = startTracing({ app: 'projector', instance: 'p-1', otlpEndpoint: `http://127.0.0.1:${port}/` });
  await inSpan('decide', { parent, attributes: { tenant: 'acme' } }, () => undefined);
  await stop();
  stop = () => Promise.resolve();
  await new Promise((resolve) => collector.close(resolve));

  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toMatch(/^\/v1\/traces\n/);
  for (const part of ['projector', 'p-1', 'decide', 'acme', '0af7651916cd43dd8448eb211c80319c']) {
    expect(bodies[0]).toContain(part);
  }
});

describe('a receiver that hangs', () => {
  /** What it is sent, request by request, and when each was given up. */
  const receiver = async (answer: RequestListener) => {
    const givenUp: Promise<unknown>[] = [];
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      givenUp.push(new Promise((resolve) => response.once('close', resolve)));
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        bodies.push(body);
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const close = () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    };
    return { otlpEndpoint: `http://127.0.0.1:${port}`, bodies, givenUp, close };
  };

  it.each<[string, RequestListener]>([
    ['answers nothing', () => undefined],
    [
      'answers byte by byte',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const trickle = setInterval(() => response.write(' '), 10);
        response.once('close', () => clearInterval(trickle));
      },
    ],
  ])('holds back neither work nor the end of the process: one that %s', async (_how, answer) => {
    const { otlpEndpoint, bodies, givenUp, close } = await receiver(answer);
    const end = startTracing({ app: 'projector', instance: 'p-1', otlpEndpoint, exportTimeoutMs: 200 });
    expect(await inSpan('decide', {}, () => 'decided')).toBe('decided');
    // Both would never be over if nobody gave up.
    await end();
    expect(bodies).toHaveLength(1);
    await Promise.all(givenUp);
    await close();
  });

  it('has so many spans waiting for it, and no more', async () => {
    const hung: (() => void)[] = [];
    const { otlpEndpoint, bodies, close } = await receiver((_request, response) => {
      hung.push(() => void response.setHeader('content-type', 'application/json').end('{}'));
      if (isOver) for (const answer of hung.splice(0)) answer();
    });
    let isOver = false;
    const end = startTracing({ app: 'projector', instance: 'p-1', otlpEndpoint });
    for (let count = 0; count < 3 * SPANS_WAITING_MAX; count += 1)
      await inSpan('decide', {}, () => undefined);
    isOver = true;
    for (const answer of hung.splice(0)) answer();
    await end();
    const sent = bodies.flatMap((body) => body.match(/"traceId"/g) ?? []).length;
    expect(sent).toBeGreaterThanOrEqual(SPANS_WAITING_MAX);
    // Those of the one batch that was on its way besides.
    expect(sent).toBeLessThanOrEqual(SPANS_WAITING_MAX + 512);
    await close();
  });
});
