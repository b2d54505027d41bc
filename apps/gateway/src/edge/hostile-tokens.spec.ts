import { createServer, type Server } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goodClaims, NOW_MS } from '@policy-registry/access/testing';

import { guardedGateway, type GuardedGateway, type HeaderLines } from '../testing/guarded-gateway.ts';
import { HOSTILE_TOKENS, newForge, type Forge } from '../testing/hostile-tokens.ts';

// Over HTTP, through everything that stands before a controller. Each refusal is the one its vector is made for.

let guarded: GuardedGateway;
let forge: Forge;
let trap: Server;
let trapped = 0;

beforeAll(async () => {
  trap = createServer((_request, response) => {
    trapped += 1;
    response.end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const address = trap.address();
  forge = await newForge(`http://127.0.0.1:${Object(address).port}/jwks`);
  guarded = await guardedGateway(forge);
});
afterAll(async () => {
  await guarded.gateway.close();
  await new Promise((resolve) => trap.close(resolve));
});

const ask = (headers: HeaderLines, path?: string) =>
  guarded.ask({ headers, ...(path !== undefined && { path }) });

const expectRefused = async (headers: HeaderLines, said: string): Promise<void> => {
  const { status, challenge, problem } = await ask(headers);
  expect([status, challenge]).toStrictEqual([401, 'Bearer error="invalid_token"']);
  expect(problem).toMatchObject({ status: 401, code: 'TOKEN_REFUSED', detail: said });
};

const MISSING: readonly (readonly [string, HeaderLines, string])[] = [
  ['no header', {}, '/api/v1/policies'],
  ['an empty header', { authorization: '' }, '/api/v1/policies'],
  ['a token in the address', {}, '/api/v1/policies?access_token='],
  ['a token in a cookie', { cookie: 'access_token=' }, '/api/v1/policies'],
];

const NOT_BEARER = 'the Authorization header holds no Bearer or DPoP token';
const HEADERS: readonly (readonly [string, (token: string) => string | readonly string[], string])[] = [
  ['another scheme', (token) => `Basic ${token}`, NOT_BEARER],
  ['a token without a scheme', (token) => token, NOT_BEARER],
  ['a scheme without a token', () => 'Bearer', NOT_BEARER],
  ['two tokens', (token) => `Bearer ${token} ${token}`, NOT_BEARER],
  ['two tokens in a list', (token) => `Bearer ${token}, Bearer ${token}`, NOT_BEARER],
  ['a token in quotes', (token) => `Bearer "${token}"`, NOT_BEARER],
  [
    'two headers, the good one first',
    (token) => [`Bearer ${token}`, 'Bearer x'],
    'there are two Authorization headers',
  ],
  [
    'two headers, the good one last',
    (token) => ['Bearer x', `Bearer ${token}`],
    'there are two Authorization headers',
  ],
];

process.stderr.write(
  `${HOSTILE_TOKENS.length + HEADERS.length + MISSING.length} vectors of hostile tokens and headers\n`,
);

describe('a token is let in', () => {
  it.each<readonly [string, object, Readonly<Record<string, unknown>>]>([
    ['as the issuer makes it', {}, {}],
    ['that names several audiences, ours among them', { aud: ['console', goodClaims.aud] }, {}],
    ['whose azp is its client', { azp: goodClaims.client_id }, {}],
    ['of a service', { sub: 'robot', client_id: 'robot', interactive: false }, {}],
    ['that just expired, by a clock that is off', { exp: NOW_MS / 1_000 - 4 }, {}],
    ['without the name of its key', {}, { kid: undefined }],
    ['with addresses that nobody asks', {}, { jku: 'http://127.0.0.1:9/', x5u: 'http://127.0.0.1:9/' }],
  ])('%s', async (_what, claims, header) => {
    const token = await forge.issuer.sign({ ...goodClaims, ...claims }, header);
    expect((await ask({ authorization: `Bearer ${token}` })).status).toBe(200);
  });

  it('of the other key of the issuer, and by a scheme in other letters', async () => {
    expect((await ask({ authorization: `bearer ${await forge.rsaIssuer.sign()}` })).status).toBe(200);
  });
});

describe('nobody gets in with', () => {
  it.each(HOSTILE_TOKENS.map((vector) => [vector.name, vector] as const))(
    '%s',
    async (_name, { make, said }) => expectRefused({ authorization: `Bearer ${await make(forge)}` }, said),
  );

  it.each(HEADERS)('%s', async (_name, headerOf, said) =>
    expectRefused({ authorization: headerOf(await forge.issuer.sign()) }, said),
  );

  it.each(MISSING)('%s', async (_name, headers, path) => {
    const token = await forge.issuer.sign();
    const withToken = Object.entries(headers).map(([name, value]) => [
      name,
      value === '' ? '' : `${value}${token}`,
    ]);
    const { status, challenge, problem } = await ask(
      Object.fromEntries(withToken),
      path.endsWith('=') ? `${path}${token}` : path,
    );
    expect([status, challenge, problem.code]).toStrictEqual([
      401,
      'Bearer, DPoP algs="ES256 EdDSA RS256"',
      'TOKEN_MISSING',
    ]);
  });

  it.each([
    ['the good token for another tenant', 'globex', 'ERR_TENANT_MISMATCH'],
    ['the good token for two tenants', ['acme', 'globex'], 'ERR_TENANT_MISMATCH'],
    ['the good token for no tenant', [], 'TENANT_REQUIRED'],
  ])('%s', async (_name, tenant, code) => {
    const authorization = `Bearer ${await forge.issuer.sign()}`;
    const { status, problem } = await ask({ authorization, 'x-stella-tenant': tenant });
    expect([status, problem.code]).toStrictEqual([403, code]);
  });

  it('a token that makes the gateway ask somewhere', () => expect(trapped).toBe(0));
});
