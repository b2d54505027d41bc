import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { problemOfRejection } from '@policy-registry/contracts';
import { policyById } from '@policy-registry/read-models';

import { CONTROLLERS } from '../app.module.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { scopesOf } from './access-guard.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());

const policy = { policyId: 'gate', name: 'Gate' };
const row = { policyId: 'gate', name: 'Gate', description: '', tags: [], versions: 0 };

const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('who may come in', () => {
  it('asks for a token', async () => {
    const answered = await gateway.ask('GET', '/api/v1/policies', { token: undefined });
    expect(answered.body).toStrictEqual({
      type: 'https://policy-registry.dev/errors#token-missing',
      title: 'An access token is needed',
      status: 401,
      detail: 'there is no access token',
      code: 'TOKEN_MISSING',
      traceId: answered.headers.get('x-request-id'),
    });
    expect(answered.status).toBe(401);
    expect(answered.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answered.headers.get('www-authenticate')).toBe('Bearer, DPoP algs="ES256 EdDSA RS256"');
  });

  it('refuses a token that does not verify, and repeats nothing of it', async () => {
    const answered = await gateway.ask('GET', '/api/v1/policies', { token: 'forged-by-somebody' });
    expect(answered.body).toStrictEqual(problem(401, 'TOKEN_REFUSED'));
    expect(answered.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(JSON.stringify(answered.body)).not.toContain('forged');
  });

  it('refuses a request that names no tenant', async () => {
    const answered = await gateway.ask('GET', '/api/v1/policies', { tenant: undefined });
    expect([answered.status, answered.body]).toStrictEqual([403, problem(403, 'TENANT_REQUIRED')]);
  });

  it('refuses a tenant that is not the one of the token', async () => {
    const answered = await gateway.ask('GET', '/api/v1/policies', { tenant: 'globex' });
    expect([answered.status, answered.body]).toStrictEqual([403, problem(403, 'ERR_TENANT_MISMATCH')]);
  });

  it('refuses a token without the scope, before it looks at the body', async () => {
    const token = gateway.tokenOf({ scopes: ['policy:read'] });
    const answered = await gateway.ask('POST', '/api/v1/policies', { token, json: { nothing: 'right' } });
    expect([answered.status, answered.body]).toStrictEqual([403, problem(403, 'ERR_SCOPE_MISMATCH')]);
    expect(answered.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
  });

  it('wants both scopes where both are named', async () => {
    const token = gateway.tokenOf({ scopes: ['policy:read'] });
    const answered = await gateway.ask('GET', '/api/v1/simulations/s-1/result', { token });
    expect(answered.body).toStrictEqual(problem(403, 'ERR_SCOPE_MISMATCH'));
  });

  it.each(['/healthz', '/readyz', '/metrics', '/.well-known/policy-registry-trust', '/openapi.json'])(
    'lets anybody read %s',
    async (path) => {
      const answered = await gateway.ask('GET', path, { token: undefined, tenant: undefined });
      expect(answered.status).toBe(200);
    },
  );

  it('knows the scopes of every route but the public ones', () => {
    const handlers = CONTROLLERS.filter(({ name }) => name !== 'PublicController').flatMap(({ prototype }) =>
      Object.getOwnPropertyNames(prototype)
        .filter((name) => name !== 'constructor')
        .map((name) => Object.getOwnPropertyDescriptor(prototype, name)?.value)
        .filter((member) => typeof member === 'function' && Reflect.hasMetadata('path', member)),
    );
    expect(handlers.length).toBeGreaterThan(25);
    expect(handlers.filter((handler) => scopesOf(handler).length === 0)).toStrictEqual([]);
  });
});

describe('what arrives', () => {
  it('is refused with a pointer to every fault', async () => {
    const json = { policyId: 'No Slug', tags: ['ok', 7], surprise: true };
    const { status, body } = await gateway.ask('POST', '/api/v1/policies', { json });
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'INPUT_INVALID', status: 400 });
    const pointers = Object(body).errors.map(({ pointer }: { pointer: string }) => pointer);
    expect([...new Set(pointers)].sort()).toStrictEqual(['/name', '/policyId', '/surprise', '/tags']);
  });

  it('points into lists', async () => {
    const digest = 'a'.repeat(64);
    const json = {
      files: [
        { path: 'policy.stella', digest },
        { path: 'x', digest: 'short' },
      ],
    };
    const headers = { 'if-none-match': '*' };
    const { body } = await gateway.ask('PUT', '/api/v1/policies/gate/workspace', { json, headers });
    expect(body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [
        {
          code: 'MATCHES',
          pointer: '/files/1/digest',
          detail: 'is no SHA-256 digest in lower-case hexadecimal',
        },
      ],
    });
  });

  it.each([
    ['no JSON', '{"policyId":', 'application/json', 400, 'INPUT_INVALID'],
    [
      'JSON that reaches for a prototype',
      '{"policyId":"a","name":"b","__proto__":{"x":1}}',
      'application/json',
      400,
      'INPUT_INVALID',
    ],
    [
      'nested without end',
      `{"tags":${'['.repeat(9_000)}${']'.repeat(9_000)}}`,
      'application/json',
      400,
      'INPUT_INVALID',
    ],
    ['a list', '[]', 'application/json', 400, 'INPUT_INVALID'],
    ['a form', 'policyId=a&name=b', 'application/x-www-form-urlencoded', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['text', 'policyId', 'text/plain', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['octets', 'policyId', 'application/octet-stream', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    [
      'more than a command can hold',
      `{"name":"${'x'.repeat(70_000)}"}`,
      'application/json',
      413,
      'BODY_TOO_LARGE',
    ],
  ])('is refused when it is %s', async (_what, body, type, status, code) => {
    const answered = await gateway.ask('POST', '/api/v1/policies', {
      body,
      headers: { 'content-type': type },
    });
    expect([answered.status, answered.body]).toStrictEqual([status, problem(status, code)]);
    expect(gateway.commands).toStrictEqual([]);
  });

  it('is refused when a query asks for too much', async () => {
    const { body } = await gateway.ask('GET', '/api/v1/policies?page_size=501&sort=name');
    expect(body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/sort' }, { pointer: '/page_size' }],
    });
  });
});

describe('where it goes', () => {
  it('says that there is no such path', async () => {
    const answered = await gateway.ask('GET', '/api/v1/nowhere');
    expect([answered.status, answered.body]).toStrictEqual([404, problem(404, 'NOT_FOUND')]);
  });

  it.each([
    '/api/v1/policies/No-Slug',
    '/api/v1/policies/gate/versions/0',
    '/api/v1/policies/gate/versions/1e3',
    '/api/v1/blobs/abc',
  ])('says of %s that there is no such resource', async (path) => {
    const answered = await gateway.ask('GET', path);
    expect([answered.status, answered.body]).toStrictEqual([404, problem(404, 'NOT_FOUND')]);
  });

  it('names the methods of a path that has not this one', async () => {
    const answered = await gateway.ask('DELETE', '/api/v1/policies/gate');
    expect([answered.status, answered.body]).toStrictEqual([405, problem(405, 'METHOD_NOT_ALLOWED')]);
    expect(answered.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('what goes back', () => {
  beforeEach(() => gateway.put('acme', policyById('gate'), row));

  it('carries the request id that came', async () => {
    const { headers } = await gateway.ask('GET', '/api/v1/policies/gate', {
      headers: { 'x-request-id': 'trace-me' },
    });
    expect(headers.get('x-request-id')).toBe('trace-me');
  });

  it('carries an id of its own when what came is none', async () => {
    const { headers } = await gateway.ask('GET', '/api/v1/policies/gate', {
      headers: { 'x-request-id': 'two words' },
    });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is kept by nobody on the way and sniffed by no browser', async () => {
    const { headers } = await gateway.ask('GET', '/api/v1/policies/gate');
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toStrictEqual([
      'no-store',
      'nosniff',
    ]);
  });

  it('is counted by tenant and route, and logged without the token', async () => {
    await gateway.ask('GET', '/api/v1/policies/gate', { headers: { 'x-request-id': 'counted' } });
    const metrics = await gateway.ports.metrics.registry.metrics();
    expect(metrics).toMatch(
      /policy_api_requests_total\{tenant="acme",method="GET",route="\/api\/v1\/policies\/:policyId",status="200"/,
    );
    const line = gateway.logged.find((text) => text.includes('"counted"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      tenant: 'acme',
      requestId: 'counted',
      route: '/api/v1/policies/:policyId',
      status: 200,
    });
    expect(gateway.logged.join('')).not.toMatch(/token-\d/);
  });

  it('of strangers adds no series for each path or tenant that they invent', async () => {
    const flooded = await runningGateway();
    const seriesAfter = async (paths: number): Promise<number> => {
      for (let at = 0; at < paths; at += 1) {
        const asked = { token: at % 2 === 0 ? undefined : `forged-${at}`, tenant: `tenant-${paths}-${at}` };
        await flooded.ask('GET', `/nowhere/${paths}/${at}`, asked);
        await flooded.ask('GET', `/api/v1/policies/policy-${paths}-${at}?page=${at}`, asked);
        await flooded.ask('DELETE', `/api/v1/${paths}-${at}`, asked);
      }
      const text = await flooded.ports.metrics.registry.getSingleMetricAsString('policy_api_requests_total');
      expect(text).not.toMatch(/nowhere|policy-|tenant-/);
      return text.split('\n').filter((line) => line.startsWith('policy_api_requests_total{')).length;
    };
    const few = await seriesAfter(4);
    expect(few).toBeGreaterThan(0);
    expect(await seriesAfter(30)).toBe(few);
    await flooded.close();
  }, 60_000);

  it('says nothing of what broke', async () => {
    const broken = await runningGateway({ trust: () => Promise.reject(new Error('secret of the inside')) });
    const answered = await broken.ask('GET', '/.well-known/policy-registry-trust');
    expect([answered.status, answered.body]).toStrictEqual([500, problem(500, 'INTERNAL')]);
    expect(JSON.stringify(answered.body)).not.toContain('secret');
    expect(broken.logged.join('')).toContain('secret of the inside');
    await broken.close();
  });
});

describe('every refusal of the domain', () => {
  it.each(Object.entries(problemOfRejection))(
    '%s is answered as the catalogue says',
    async (rejected, { status, code, title }) => {
      const fault = { code: 'LINE', detail: 'look here', line: 3, column: 7 };
      gateway.decide({ rejected, detail: 'in so many words', faults: [fault] });
      const answered = await gateway.ask('POST', '/api/v1/policies', { json: policy });
      expect([answered.status, answered.body]).toStrictEqual([
        status,
        {
          type: `https://policy-registry.dev/errors#${code.toLowerCase().replaceAll('_', '-')}`,
          title,
          status,
          detail: 'in so many words',
          code,
          traceId: expect.any(String),
          errors: [fault],
        },
      ]);
    },
  );

  it('is a refusal also when its code is newer than this gateway', async () => {
    gateway.decide({ rejected: 'MOON_FULL' });
    const answered = await gateway.ask('POST', '/api/v1/policies', { json: policy });
    expect([answered.status, answered.body]).toStrictEqual([409, problem(409, 'MOON_FULL')]);
  });

  it('tells a person to sign in again where that is what is missing', async () => {
    gateway.decide({ rejected: 'AUTHENTICATION_STALE' });
    const { headers } = await gateway.ask('POST', '/api/v1/policies', { json: policy });
    expect(headers.get('www-authenticate')).toBe('Bearer error="insufficient_user_authentication"');
  });

  it('asks a caller whose token is bound to a key for another one that is', async () => {
    const algs = 'algs="ES256 EdDSA RS256"';
    gateway.decide({ rejected: 'AUTHENTICATION_STALE' });
    const stale = gateway.tokenOf({ keyThumbprint: 'key' });
    const { headers } = await gateway.ask('POST', '/api/v1/policies', { json: policy, token: stale });
    expect(headers.get('www-authenticate')).toBe(`DPoP error="insufficient_user_authentication", ${algs}`);

    const narrow = gateway.tokenOf({ keyThumbprint: 'key', scopes: ['policy:read'] });
    const refused = await gateway.ask('POST', '/api/v1/policies', { json: policy, token: narrow });
    expect(refused.headers.get('www-authenticate')).toBe(`DPoP error="insufficient_scope", ${algs}`);
  });
});
