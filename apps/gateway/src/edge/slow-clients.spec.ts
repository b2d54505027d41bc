import { setImmediate, setTimeout } from 'node:timers/promises';

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FILE_BYTES_MAX } from '@policy-registry/domain';
import { theTenant } from '@policy-registry/read-models';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';

import { admissionOf } from '../admission/admission.ts';
import type { Ports } from '../ports.ts';
import { AMPLE, fakeRegistry, NOW_MS } from '../testing/fake-registry.ts';
import { head, parsedAnswer, rawClient } from '../testing/raw-client.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

// A busy machine takes its time.
jest.setTimeout(60_000);

let gateway: RunningGateway | undefined;
afterEach(() => gateway?.close());

// Short, so that nobody waits: what is tried is that there is an end.
// Long enough for whoever does what it should, also on a busy machine.
const TIMES = { headMs: 20_000, requestMs: 60_000, idleMs: 2_000, lookMs: 50 };
const PATIENT = { ...TIMES, idleMs: 60_000 };
const ONE_OF_EACH = {
  requests: { total: 1, tenant: 1 },
  uploads: { total: 1, tenant: 1 },
  streams: { total: 1, tenant: 1, principal: 1 },
};

const { waits: WAITS_OF_SPECS, readModels: READ_MODELS } = fakeRegistry().ports;

const started = async (ports: Partial<Ports> = {}, served: Parameters<typeof runningGateway>[1] = {}) => {
  const running = await runningGateway(
    {
      admission: admissionOf({ ...AMPLE, ...ONE_OF_EACH }, () => 0),
      waits: { ...WAITS_OF_SPECS, bodyMs: 200 },
      ...ports,
    },
    { times: TIMES, ...served },
  );
  gateway = running;
  running.put('acme', theTenant(), { tenant: 'acme', status: 'open' });
  const own = { Authorization: `Bearer ${running.tokenOf()}`, 'X-Stella-Tenant': 'acme' };
  return {
    ...running,
    /** A client that has sent the head of a request, and a token with it. */
    client: async (requestLine: string, headers: Readonly<Record<string, string | number>> = {}) => {
      const client = await rawClient(running.url);
      client.send(head(requestLine, { ...own, 'Idempotency-Key': 'key', ...headers }));
      return client;
    },
    /** Asks until there is a place; on a busy machine this client may be let go for being idle, too. */
    untilAnswered: async (method: string, path: string, asked: Parameters<typeof running.ask>[2] = {}) => {
      for (;;) {
        const answer = await running.ask(method, path, asked).catch(() => undefined);
        if (answer !== undefined && answer.status !== 503 && answer.status !== 429) return answer.status;
      }
    },
  };
};

const CALLER = {
  principal: { type: 'user' as const, id: 'alice', scopes: ['policy:read'], isInteractive: true },
  tenant: 'acme',
  issuer: 'https://issuer.example',
  tokenIdDigest: 'a'.repeat(64),
  expiresAtMs: NOW_MS + 60_000,
};

const problem = (status: number, code: string) => expect.objectContaining({ status, code });
const JSON_TYPE = { 'Content-Type': 'application/json' };
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const POLICIES = '/api/v1/policies';
const BLOBS = '/api/v1/blobs';

describe('a client that is slow', () => {
  it('with the head of its request is told so, and let go', async () => {
    const { url } = await started({}, { times: { ...PATIENT, headMs: 200 } });
    const client = await rawClient(url);
    client.send(`GET ${POLICIES} HTTP/1.1\r\nHost: registry\r\n`);
    const { problem: told, headers } = parsedAnswer(await client.rest());
    expect(told).toStrictEqual(problem(408, 'REQUEST_TOO_SLOW'));
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['sends nothing of it', ''],
    ['sends a part of it', '{"policyId":'],
  ])('with a JSON body is told so when it %s', async (_what, part) => {
    const { client, untilAnswered } = await started({}, { times: PATIENT });
    const slow = await client(`POST ${POLICIES}`, { ...JSON_TYPE, 'Content-Length': 100 });
    slow.send(part);
    expect(parsedAnswer(await slow.rest()).problem).toStrictEqual(problem(408, 'REQUEST_TOO_SLOW'));
    expect(await untilAnswered('GET', POLICIES)).toBe(200);
  });

  it('with a JSON body that never ends, byte by byte, is told so', async () => {
    const { client } = await started({}, { times: PATIENT });
    const slow = await client(`POST ${POLICIES}`, { ...JSON_TYPE, 'Content-Length': 1_000 });
    const drip = setInterval(() => slow.send(' '), 20);
    const answer = parsedAnswer(await slow.rest());
    clearInterval(drip);
    expect(answer.problem).toStrictEqual(problem(408, 'REQUEST_TOO_SLOW'));
  });

  it('with an upload is let go, and its place is free again', async () => {
    const { client, untilAnswered } = await started();
    const slow = await client(`POST ${BLOBS}`, { ...OCTETS, 'Content-Length': 1_000 });
    slow.send('x'.repeat(10));
    const body = 'y';
    const headers = { 'content-type': 'application/octet-stream' };
    await slow.rest();
    expect(await untilAnswered('POST', BLOBS, { body, headers })).toBe(201);
  });

  it('holds its place meanwhile, and others are told to come again', async () => {
    const { client, ask } = await started(
      { waits: { ...WAITS_OF_SPECS, bodyMs: 60_000 } },
      { times: PATIENT },
    );
    const slow = await client(`POST ${POLICIES}`, { ...JSON_TYPE, 'Content-Length': 1_000 });
    let others = await ask('GET', POLICIES);
    while (others.status === 200) others = await ask('GET', POLICIES);
    expect(others.body).toStrictEqual(problem(503, 'OVERLOADED'));
    expect(others.headers.get('retry-after')).toBe('1');
    slow.close();
  });

  it('and leaves in the middle of a body that nobody reads does no harm', async () => {
    const { client, untilAnswered } = await started();
    const leaving = await client(`GET ${POLICIES}`, { ...JSON_TYPE, 'Content-Length': 100 });
    leaving.send('{');
    leaving.close();
    expect(await untilAnswered('GET', POLICIES)).toBe(200);
  });
});

describe('a client that leaves', () => {
  it('while its token is judged holds no place', async () => {
    let judge = (): void => undefined;
    const judged = new Promise<void>((resolve) => (judge = resolve));
    const came: string[] = [];
    const running = await started({
      authenticate: async (presented) => {
        came.push(presented.path);
        if (came.length > 1) return CALLER;
        await judged;
        return CALLER;
      },
    });
    const leaving = await running.client(`GET ${POLICIES}`);
    while (came.length === 0) await setImmediate();
    leaving.close();
    // The place that it had from the start is free when the gateway has heard that it left.
    expect(await running.untilAnswered('GET', '/openapi.json')).toBe(200);
    judge();
    expect(await running.untilAnswered('GET', POLICIES)).toBe(200);
  });
});

describe('a client that waits', () => {
  it('for what takes the gateway long keeps its connection', async () => {
    const blobs = inMemoryBlobStore();
    const { untilAnswered } = await started({
      blobs: {
        ...blobs,
        put: async (...upload) => {
          await setTimeout(2 * TIMES.idleMs);
          return blobs.put(...upload);
        },
      },
    });
    const headers = { 'content-type': 'application/octet-stream' };
    expect(await untilAnswered('POST', BLOBS, { body: 'x', headers })).toBe(201);
  });
});

describe('a client that does not read', () => {
  const PIECE = new Uint8Array(64 * 1024).fill(7);
  const PIECES = 8_000;

  it('the bytes it asked for is let go; no more of them were fetched than the line takes', async () => {
    const digest = 'a'.repeat(64);
    let fetched = 0;
    const { client, untilAnswered } = await started({
      blobs: {
        ...inMemoryBlobStore(),
        find: async () => ({ digest, sizeBytes: PIECES * PIECE.length }),
        stream: async function* () {
          for (; fetched < PIECES; fetched += 1) yield PIECE;
        },
      },
    });
    const deaf = await client(`GET ${BLOBS}/${digest}`);
    deaf.socket.pause();
    // The place is free when the connection is gone.
    expect(await untilAnswered('GET', POLICIES)).toBe(200);
    expect(fetched).toBeGreaterThan(0);
    expect(fetched).toBeLessThan(PIECES / 8);
    deaf.close();
  });

  it('the events it asked for is let go; no more of them were made than the line takes', async () => {
    let looked = 0;
    const { client, projectTo, untilAnswered } = await started({
      readModels: {
        ...READ_MODELS,
        positioned: async (_tenant, { values }) => {
          if (!values.includes('one')) return { position: 1, row: { state: 'succeeded' } };
          looked += 1;
          return { position: 1, row: { state: 'running', looked, much: 'x'.repeat(256 * 1024) } };
        },
      },
    });
    const deaf = await client('GET /api/v1/simulations/one/events');
    deaf.socket.pause();
    const news = setInterval(() => projectTo(1_000_001), 5);
    expect(await untilAnswered('GET', '/api/v1/simulations/two/events', { key: undefined })).toBe(200);
    clearInterval(news);
    expect(looked).toBeGreaterThan(1);
    expect(looked).toBeLessThan(100);
    deaf.close();
  });
});

describe('a client that sends too much', () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;

  it.each([
    ['JSON', POLICIES, JSON_TYPE, 64 * 1024],
    ['an upload', BLOBS, OCTETS, FILE_BYTES_MAX],
  ])(
    'of %s, without saying how much, is refused soon after the limit',
    async (_what, path, type, bytesMax) => {
      const { client } = await started({}, { times: PATIENT });
      const greedy = await client(`POST ${path}`, { ...type, 'Transfer-Encoding': 'chunked' });
      let sent = 0;
      let isAnswered = false;
      const answer = greedy.rest();
      greedy.socket.once('data', () => (isAnswered = true));
      while (!isAnswered && !greedy.socket.destroyed) {
        if (greedy.socket.writableLength < 2 * chunk.length) {
          greedy.send(chunk);
          sent += 0x10000;
        }
        await setImmediate();
      }
      expect(parsedAnswer(await answer).problem).toStrictEqual(problem(413, 'BODY_TOO_LARGE'));
      // What is sent on is dropped for a while, so that the client comes to read its answer.
      expect(sent).toBeLessThan(bytesMax + 64 * 1024 * 1024);
    },
  );

  it('of headers is told so', async () => {
    const { client } = await started();
    const greedy = await client(`GET ${POLICIES}`, { 'X-Long': 'x'.repeat(17 * 1024) });
    expect(parsedAnswer(await greedy.rest()).problem).toStrictEqual(problem(431, 'HEADERS_TOO_LARGE'));
  });

  it('of what is no HTTP is told so', async () => {
    const { url } = await started();
    const client = await rawClient(url);
    client.send('\x16\x03\x01 hello\r\n\r\n');
    expect(parsedAnswer(await client.rest()).problem).toStrictEqual(problem(400, 'INPUT_INVALID'));
  });

  it('of connections finds the further ones closed', async () => {
    const { url } = await started({}, { connectionsMax: 2 });
    const open = [await rawClient(url), await rawClient(url)];
    const further = await rawClient(url);
    expect(await further.rest()).toBe('');
    for (const { close } of open) close();
  });
});
