import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AccessDenied } from '@policy-registry/access';
import { simulationById, theTenant } from '@policy-registry/read-models';

import { admissionOf } from '../admission/admission.ts';
import type { AdmissionSettings } from '../admission/settings.ts';
import { routes } from '../openapi/routes.ts';
import type { Ports } from '../ports.ts';
import { AMPLE } from '../testing/fake-registry.ts';
import { head, parsedAnswer, rawClient } from '../testing/raw-client.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { HEADERS_MAX, LASTING_ROUTES, URL_CHARS_MAX } from './admit-requests.ts';

// A busy machine takes its time.
jest.setTimeout(60_000);

let gateway: RunningGateway | undefined;
afterEach(() => gateway?.close());

type Bounds = Partial<Omit<AdmissionSettings, 'rates'>> & {
  readonly rates?: Partial<AdmissionSettings['rates']>;
};

const started = async ({ rates, ...bounds }: Bounds = {}, ports: Partial<Ports> = {}) => {
  const settings = { ...AMPLE, ...bounds, rates: { ...AMPLE.rates, ...rates } };
  // A clock that stands still: nothing comes back while a spec looks.
  gateway = await runningGateway({ admission: admissionOf(settings, () => 0), ...ports });
  return gateway;
};

const problem = (status: number, code: string) => expect.objectContaining({ status, code });
const POLICIES = '/api/v1/policies';

describe('a quota', () => {
  it('is told with every answer, and 429 says when to come again', async () => {
    const { ask } = await started({ rates: { principalReads: 2 } });
    const first = await ask('GET', POLICIES);
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe(
      '"principal-reads";q=2;w=10, "tenant-reads";q=1000000;w=10',
    );
    expect(first.headers.get('ratelimit')).toBe('"principal-reads";r=1;t=5, "tenant-reads";r=999999;t=1');
    await ask('GET', POLICIES);

    const refused = await ask('GET', POLICIES);
    expect(refused.body).toStrictEqual(problem(429, 'RATE_LIMITED'));
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('ratelimit')).toMatch(/^"principal-reads";r=0;t=10, /);
  });

  it('of reads leaves commands alone, and the quota of a principal the others', async () => {
    const { ask, tokenOf } = await started({ rates: { principalReads: 1 } });
    await ask('GET', POLICIES);
    const json = { policyId: 'gate', name: 'Gate' };
    expect((await ask('POST', POLICIES, { json })).status).not.toBe(429);
    expect((await ask('GET', POLICIES, { token: tokenOf({ id: 'bob' }) })).status).toBe(200);
    expect((await ask('GET', POLICIES)).status).toBe(429);
  });

  it('of a tenant leaves other tenants alone', async () => {
    const { ask, tokenOf } = await started({ rates: { tenantReads: 1 } });
    await ask('GET', POLICIES);
    expect((await ask('GET', POLICIES, { token: tokenOf({ id: 'bob' }) })).status).toBe(429);
    const token = tokenOf({ tenant: 'globex' });
    expect((await ask('GET', POLICIES, { token, tenant: 'globex' })).status).toBe(200);
  });

  it('of bytes lets the last upload go beyond it, and no further one begin', async () => {
    const { ask, put } = await started({ rates: { tenantUploadBytes: 100 } });
    put('acme', theTenant(), { tenant: 'acme', status: 'open' });
    const headers = { 'content-type': 'application/octet-stream' };
    const upload = (body: string) => ask('POST', '/api/v1/blobs', { body, headers });
    await upload('x'.repeat(60));
    expect((await upload('y'.repeat(60))).headers.get('ratelimit')).toContain('"tenant-uploads";r=40');
    const refused = await upload('z');
    expect(refused.body).toStrictEqual(problem(429, 'RATE_LIMITED'));
    expect(refused.headers.get('ratelimit-policy')).toContain(
      '"tenant-uploads";q=100;qu="content-bytes";w=10',
    );
  });
});

describe('an address', () => {
  it('that sends bad tokens is refused before another one is looked at', async () => {
    let looked = 0;
    const { ask } = await started(
      { rates: { addressRequests: 3 } },
      {
        authenticate: async () => {
          looked += 1;
          throw new AccessDenied('TOKEN_SIGNATURE', 'the signature of the token does not verify');
        },
      },
    );
    const statuses: number[] = [];
    for (let asked = 0; asked < 6; asked += 1) statuses.push((await ask('GET', POLICIES)).status);
    expect([statuses, looked]).toStrictEqual([[401, 401, 401, 429, 429, 429], 3]);
  });

  it('is not used up by callers with good tokens', async () => {
    const { ask } = await started({ rates: { addressRequests: 2 } });
    for (let asked = 0; asked < 10; asked += 1) expect((await ask('GET', POLICIES)).status).toBe(200);
  });

  it('is that of the client only where a trusted proxy says so', async () => {
    const settings = { ...AMPLE, rates: { ...AMPLE.rates, addressRequests: 1 } };
    const from = (address: string) => ({ token: undefined, headers: { 'x-forwarded-for': address } });
    const untrusting = await runningGateway({ admission: admissionOf(settings, () => 0) });
    await untrusting.ask('GET', POLICIES, from('192.0.2.1'));
    expect((await untrusting.ask('GET', POLICIES, from('192.0.2.2'))).status).toBe(429);
    await untrusting.close();

    gateway = await runningGateway(
      { admission: admissionOf(settings, () => 0) },
      { trustedProxies: ['127.0.0.0/8'] },
    );
    await gateway.ask('GET', POLICIES, from('192.0.2.1'));
    expect((await gateway.ask('GET', POLICIES, from('192.0.2.2'))).status).toBe(401);
    // What stands before the address that the proxy saw anybody can write.
    expect((await gateway.ask('GET', POLICIES, from('192.0.2.3, 192.0.2.2'))).status).toBe(429);
  });

  it.each(['/healthz', '/readyz', '/metrics'])('has nothing to do with %s', async (path) => {
    const { ask } = await started({ rates: { addressRequests: 1 }, requests: { total: 0, tenant: 1 } });
    const statuses = [await ask('GET', path), await ask('GET', path)].map(({ status }) => status);
    expect(statuses).toStrictEqual([200, 200]);
  });
});

describe('a request', () => {
  const addressOf = (chars: number) => `/openapi.json?${'x'.repeat(chars - '/openapi.json?'.length)}`;

  it('has an address of bounded length', async () => {
    const { ask } = await started();
    expect((await ask('GET', addressOf(URL_CHARS_MAX))).status).toBe(200);
    expect((await ask('GET', addressOf(URL_CHARS_MAX + 1))).body).toStrictEqual(problem(414, 'URL_TOO_LONG'));
  });

  it('has a bounded number of headers', async () => {
    const { url, tokenOf } = await started();
    const own = { Authorization: `Bearer ${tokenOf()}`, 'X-Stella-Tenant': 'acme', Connection: 'close' };
    const statusOf = async (count: number) => {
      const client = await rawClient(url);
      const others = Array.from({ length: count - 4 }, (_, index) => [`X-Header-${index}`, '1'] as const);
      client.send(head(`GET ${POLICIES}`, { ...own, ...Object.fromEntries(others) }));
      return parsedAnswer(await client.rest());
    };
    expect((await statusOf(HEADERS_MAX)).status).toBe(200);
    expect((await statusOf(HEADERS_MAX + 1)).problem).toStrictEqual(problem(431, 'HEADERS_TOO_LARGE'));
    expect((await statusOf(3_000)).problem).toStrictEqual(problem(431, 'HEADERS_TOO_LARGE'));
  });

  it.each(['application/json', 'application/octet-stream'])('is not compressed: %s', async (type) => {
    const { ask } = await started();
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    const refused = await ask('POST', '/api/v1/blobs', { body: 'x', headers });
    expect(refused.body).toStrictEqual(problem(415, 'MEDIA_TYPE_UNSUPPORTED'));
    expect(refused.headers.get('accept-encoding')).toBe('identity');
  });
});

describe('what lasts', () => {
  it('are routes that there are', async () => {
    const known = (await routes()).map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(Object.keys(LASTING_ROUTES).filter((route) => !known.includes(route))).toStrictEqual([]);
  });

  it('is a stream of events, of which a principal has so many, until one ends', async () => {
    const { ask, put, url, tokenOf, projectTo } = await started({
      requests: { total: 2, tenant: 2 },
      streams: { total: 9, tenant: 9, principal: 3 },
    });
    const events = '/api/v1/simulations/one/events';
    const running = { simulationId: 'one', state: 'running' };
    put('acme', simulationById('one'), running);
    const headers = { authorization: `Bearer ${tokenOf()}`, 'x-stella-tenant': 'acme' };
    const open = () => fetch(`${url}${events}`, { headers });
    // More than places for requests: streams do not hold those.
    const streams = [await open(), await open(), await open()];
    expect(streams.map(({ status }) => status)).toStrictEqual([200, 200, 200]);
    const refused = await ask('GET', events);
    expect(refused.body).toStrictEqual(problem(429, 'TOO_MANY_AT_ONCE'));
    expect(refused.headers.get('retry-after')).toBe('1');

    put('acme', simulationById('one'), { ...running, state: 'succeeded' });
    projectTo(1_000_001);
    for (const stream of streams) await stream.text();
    expect((await ask('GET', events)).status).toBe(200);
  });
});
