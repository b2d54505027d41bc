import { describe, expect, it, jest } from '@jest/globals';

import { dryRunning, WouldBeDone } from './dry-running.ts';
import { registryClient, type Schemas } from './registry-client.ts';
import { registryFetch, RegistryUnavailable, type Send } from './registry-fetch.ts';
import { answered, RequestRefused } from './problem.ts';

jest.setTimeout(60_000);

const URL = 'https://registry.test';
const POLICY = { policyId: 'baseline', name: 'Baseline' };
const PENDING = { commandId: 'c1', status: 'pending' };
const DECIDED = { commandId: 'c1', status: 'unchanged' };

type Answer = Response | (() => never);
/** A registry that gives these answers in turn, and a client of it; what was asked is kept. */
const registry = (...answers: readonly Answer[]) => {
  const asked: Request[] = [];
  const fetch: Send = async (request) => {
    const answer = answers[asked.push(request) - 1];
    if (answer === undefined) throw new Error(`nothing is answered to request ${asked.length}`);
    return typeof answer === 'function' ? answer() : answer;
  };
  let proofs = 0;
  const authorize = async (): Promise<Record<string, string>> => ({
    authorization: `DPoP token-${(proofs += 1)}`,
    'x-stella-tenant': 'acme',
  });
  return { client: registryClient({ url: URL, authorize, fetch }), asked, sending: { authorize, fetch } };
};
const header = (name: string, asked: readonly Request[]) => asked.map(({ headers }) => headers.get(name));
const pending = (status: number) =>
  Response.json(status === 202 ? PENDING : { code: 'COMMAND_PENDING' }, {
    status,
    headers: { location: '/api/v1/commands/c1' },
  });
const lost: Answer = () => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
};

describe('a request to the registry', () => {
  it('names the tenant, and is authorized anew when it is sent again', async () => {
    const { client, asked } = registry(lost, Response.json(POLICY, { status: 201 }));
    expect(await answered(client.POST('/api/v1/policies', { body: POLICY }))).toStrictEqual(POLICY);
    expect(header('authorization', asked)).toStrictEqual(['DPoP token-1', 'DPoP token-2']);
    expect(header('x-stella-tenant', asked)).toStrictEqual(['acme', 'acme']);
  });

  it('is repeated as it was, with one idempotency key, when it is lost or refused for the moment', async () => {
    const busy = Response.json({ code: 'UNAVAILABLE' }, { status: 503 });
    const full = Response.json({ code: 'TOO_MANY' }, { status: 429, headers: { 'retry-after': '0' } });
    const { client, asked } = registry(lost, busy, full, Response.json(POLICY));
    await answered(client.POST('/api/v1/policies', { body: POLICY }));
    expect(asked).toHaveLength(4);
    expect(new Set(header('idempotency-key', asked)).size).toBe(1);
    for (const request of asked) expect(await request.json()).toStrictEqual(POLICY);
  });

  it('keeps the key that it was given, and needs none to read', async () => {
    const { client, asked } = registry(Response.json(POLICY), Response.json(POLICY));
    const params = { path: { policyId: 'baseline' } };
    await client.POST('/api/v1/policies/{policyId}/versions/{version}/publish', {
      params: { path: { ...params.path, version: 1 }, header: { 'Idempotency-Key': 'mine' } },
      body: { reason: 'r', ticket: 't' },
    });
    await client.GET('/api/v1/policies/{policyId}', { params });
    expect(header('idempotency-key', asked)).toStrictEqual(['mine', null]);
  });

  it('reads no older state than what it wrote before', async () => {
    const written = Response.json(POLICY, { headers: { 'x-registry-position': '41' } });
    const { client, asked } = registry(Response.json(POLICY), written, Response.json(POLICY));
    const params = { path: { policyId: 'baseline' } };
    await client.GET('/api/v1/policies/{policyId}', { params });
    await client.POST('/api/v1/policies', { body: POLICY });
    await client.GET('/api/v1/policies/{policyId}', { params });
    expect(header('x-registry-position', asked)).toStrictEqual([null, null, '41']);
  });

  it.each([202, 409])(
    'is answered with its result once it is decided, where it was pending: %d',
    async (status) => {
      const { client, asked } = registry(
        pending(status),
        Response.json(PENDING),
        Response.json(DECIDED),
        Response.json(POLICY),
      );
      expect(await answered(client.POST('/api/v1/policies', { body: POLICY }))).toStrictEqual(POLICY);
      expect(asked.map(({ method, url }) => `${method} ${url.slice(URL.length)}`)).toStrictEqual([
        'POST /api/v1/policies',
        'GET /api/v1/commands/c1',
        'GET /api/v1/commands/c1',
        'POST /api/v1/policies',
      ]);
      expect(asked[3]?.headers.get('idempotency-key')).toBe(asked[0]?.headers.get('idempotency-key'));
    },
  );

  it('gives what was started and goes on, although that is accepted with the same status', async () => {
    const simulation = { simulationId: 's1', state: 'queued' };
    const { client } = registry(
      Response.json(simulation, { status: 202, headers: { location: '/api/v1/simulations/s1' } }),
    );
    const body = { policyId: 'baseline', version: 1, snapshotId: 'sn' };
    expect(await answered(client.POST('/api/v1/simulations', { body }))).toStrictEqual(simulation);
  });
});

describe('a refusal', () => {
  it('is sent once, and thrown as the problem that the registry told', async () => {
    const problem = { code: 'VERSION_NOT_DRAFT', status: 409, detail: 'it is published' };
    const { client, asked } = registry(Response.json(problem, { status: 409 }));
    const refused = answered(client.POST('/api/v1/policies', { body: POLICY }));
    await expect(refused).rejects.toThrow(new RequestRefused(problem));
    await expect(refused).rejects.toMatchObject({ problem });
    expect(asked).toHaveLength(1);
  });

  it('has the status for its code where something on the way refused', async () => {
    const { client } = registry(new Response('<html>bad gateway</html>', { status: 502 }));
    await expect(answered(client.GET('/api/v1/tenant'))).rejects.toMatchObject({
      problem: { code: 'HTTP_502', status: 502, detail: '<html>bad gateway</html>' },
    });
  });

  it('is given at once when it asks for a longer pause than a client waits for', async () => {
    const full = Response.json({ code: 'QUOTA' }, { status: 429, headers: { 'retry-after': '3600' } });
    const { client, asked } = registry(full);
    await expect(answered(client.GET('/api/v1/tenant'))).rejects.toMatchObject({
      problem: { code: 'QUOTA' },
    });
    expect(asked).toHaveLength(1);
  });
});

describe('a client', () => {
  it('ends at once when its caller gives up, or cannot say who asks', async () => {
    const gone = AbortSignal.abort(new Error('changed my mind'));
    const { client, asked } = registry(lost);
    await expect(client.GET('/api/v1/tenant', { signal: gone })).rejects.toBeDefined();
    expect(asked.length).toBeLessThan(2);
    const nobody = registryClient({ url: URL, authorize: () => Promise.reject(new Error('logged out')) });
    await expect(nobody.GET('/api/v1/tenant')).rejects.toThrow('logged out');
  });

  it('says so when nobody answers', async () => {
    jest.useFakeTimers();
    try {
      const { client, asked } = registry(...Array.from({ length: 8 }, () => lost));
      const message = 'https://registry.test does not answer (ECONNRESET)';
      const given = expect(client.GET('/api/v1/tenant')).rejects.toMatchObject({
        name: RegistryUnavailable.name,
        message,
      });
      await jest.advanceTimersByTimeAsync(60_000);
      await given;
      expect(asked).toHaveLength(8);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a dry run', () => {
  const dryly = (...answers: readonly Answer[]) => {
    const { asked, sending } = registry(...answers);
    return { asked, client: registryClient({ url: URL, fetch: dryRunning(registryFetch(sending)) }) };
  };
  const dryRun = { dryRun: true, wouldBe: 'accepted', facts: ['PolicyCreated'] } satisfies Schemas['DryRun'];

  it('tells what a mutation would come to, and sends it as it is', async () => {
    const { client, asked } = dryly(Response.json(dryRun));
    const told = answered(client.POST('/api/v1/policies', { body: POLICY }));
    await expect(told).rejects.toStrictEqual(new WouldBeDone(dryRun));
    await expect(told).rejects.toMatchObject({ dryRun });
    expect(asked.map(({ url }) => url)).toStrictEqual([`${URL}/api/v1/policies?dryRun=true`]);
    expect(await asked[0]?.json()).toStrictEqual(POLICY);
  });

  it('is refused as the mutation would be', async () => {
    const { client } = dryly(Response.json({ code: 'POLICY_EXISTS' }, { status: 409 }));
    await expect(answered(client.POST('/api/v1/policies', { body: POLICY }))).rejects.toThrow(RequestRefused);
  });

  it('reads as ever', async () => {
    const { client, asked } = dryly(Response.json({ items: [], next_page_token: null }));
    await answered(client.GET('/api/v1/policies'));
    expect(asked.map(({ url }) => url)).toStrictEqual([`${URL}/api/v1/policies`]);
  });
});
