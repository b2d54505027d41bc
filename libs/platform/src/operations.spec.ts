import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';

import { Controller, Module, Post } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';

import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { operationsModule } from './operations.ts';
import { reportReadiness, type Readiness } from './readiness.ts';
import { serve, type Served } from './serve.ts';
import { capturedLines } from './testing/captured-lines.ts';

const caughtUp: Readiness = {
  checks: { projection: { ok: true, detail: 'at 7 of 7' } },
  notes: ['sync: default'],
};
const behind: Readiness = {
  checks: { projection: { ok: false, detail: 'at 3 of 7' }, broker: { ok: true, detail: 'connected' } },
  notes: [],
};

let served: Served | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

const start = async (readiness: () => Promise<Readiness>, bodyBytesMax = 1024): Promise<Served> => {
  @Controller()
  class Echo {
    @Post('echo')
    echo() {
      return { echoed: true };
    }
  }
  @Module({})
  class App {}

  const { destination } = capturedLines();
  served = await serve({
    module: {
      module: App,
      controllers: [Echo],
      imports: [operationsModule({ readiness, metrics: createMetrics('gateway') })],
    },
    host: '127.0.0.1',
    port: 0,
    bodyBytesMax,
    logger: createLogger({ app: 'gateway', instance: 'g-1', level: 'info', destination }),
  });
  return served;
};

describe('operationsModule', () => {
  it('is healthy while it answers', async () => {
    const { url } = await start(() => Promise.resolve(behind));
    const response = await fetch(`${url}/healthz`);
    expect([response.status, await response.json()]).toStrictEqual([200, { alive: true }]);
  });

  it('is ready when every check holds', async () => {
    const { url } = await start(() => Promise.resolve(caughtUp));
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toStrictEqual([200, { ready: true, ...caughtUp }]);
  });

  it('is not ready when one does not', async () => {
    const { url } = await start(() => Promise.resolve(behind));
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toStrictEqual([503, { ready: false, ...behind }]);
  });

  it('is not ready when readiness cannot be told', async () => {
    const { url } = await start(() => Promise.reject(new RangeError('nats://user:pass@host')));
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toStrictEqual([
      503,
      { ready: false, checks: { readiness: { ok: false, detail: 'RangeError' } }, notes: [] },
    ]);
  });

  it('exposes metrics as Prometheus text', async () => {
    const { url } = await start(() => Promise.resolve(caughtUp));
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(await response.text()).toContain('policy_registry_process_cpu_seconds_total');
  });

  it('tells each check of the readiness as a metric, as it is by then', async () => {
    let now = behind;
    const { url } = await start(() => Promise.resolve(now));
    const told = async (): Promise<readonly string[]> =>
      (await (await fetch(`${url}/metrics`)).text())
        .split('\n')
        .filter((line) => line.startsWith('policy_ready{'));
    expect(await told()).toStrictEqual([
      'policy_ready{check="projection",app="gateway"} 0',
      'policy_ready{check="broker",app="gateway"} 1',
    ]);
    now = caughtUp;
    expect(await told()).toContain('policy_ready{check="projection",app="gateway"} 1');
  });
});

describe('serve', () => {
  it('refuses a body over its limit', async () => {
    const { url } = await start(() => Promise.resolve(caughtUp), 100);
    const post = (bytes: number) =>
      fetch(`${url}/echo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify('x'.repeat(bytes - 2)),
      });
    expect((await post(100)).status).toBe(201);
    expect((await post(101)).status).toBe(413);
  });

  it('frees its port when closed', async () => {
    const { url, close } = await start(() => Promise.resolve(caughtUp));
    await close();
    served = undefined;
    await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed');
  });

  it('answers as ever what still comes while it closes, and ends the connection with that', async () => {
    const { url, app, close } = await start(() => Promise.resolve(caughtUp));
    const accepted = once(app.getHttpServer(), 'connection');
    const client = connect(Number(new URL(url).port), '127.0.0.1');
    const [socket] = await accepted;
    // A connection on which a request has begun is not idle.
    const begun = 'GET /healthz HTTP/1.1\r\n';
    client.write(begun);
    while (socket.bytesRead < begun.length) await setImmediate();
    const closing = close();
    while (await isListening(url)) await setImmediate();
    client.write('Host: registry\r\n\r\n');
    const answer = await text(client);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r$/m);
    expect(answer).toMatch(/^connection: close\r$/im);
    await closing;
  });
});

it('takes silence for not ready', async () => {
  expect(await reportReadiness(() => new Promise(() => undefined), 5)).toStrictEqual({
    ready: false,
    checks: { readiness: { ok: false, detail: 'no answer within 5 ms' } },
    notes: [],
  });
});

const isListening = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(Number(new URL(url).port), '127.0.0.1');
    probe.once('connect', () => resolve(probe.destroy().destroyed));
    probe.once('error', () => resolve(false));
  });
