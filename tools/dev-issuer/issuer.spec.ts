import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { proofOf } from '@policy-registry/client';
import { calculateJwkThumbprint, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';

import { newKey, proofKeyOf } from '../policyctl/client/session-key.ts';
import { startIssuer } from './issuer.ts';
import { personas, subjectOf, tenants } from './personas.ts';
import { signingKey } from './signing-key.ts';

let folder = '';
let url = '';
let server: Server | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-issuer-'));
  ({ url, server } = await startIssuer(await signingKey(join(folder, 'issuer.pem')), 0));
});

afterAll(async () => {
  server?.close();
  server?.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

const post = (
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Response> => fetch(`${url}/token`, { method: 'POST', body, headers });

const tokenFor = async (wanted: object): Promise<string> => {
  const response = await post(JSON.stringify(wanted));
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null || !('access_token' in body)) throw new Error('no token');
  return String(body.access_token);
};

const statusFromHost = async (host: string): Promise<number | undefined> => {
  const sent = request(`${url}/jwks`, { headers: { host } }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
};

describe('development issuer', () => {
  it('gives an access token of RFC 9068 that verifies with the published keys', async () => {
    const discovered: unknown = await (await fetch(`${url}/.well-known/openid-configuration`)).json();
    expect(discovered).toMatchObject({
      issuer: url,
      jwks_uri: `${url}/jwks`,
      token_endpoint: `${url}/token`,
    });

    const { payload, protectedHeader } = await jwtVerify(
      await tokenFor({ persona: 'alice', tenant: 'acme' }),
      createRemoteJWKSet(new URL(`${url}/jwks`)),
      {
        issuer: url,
        audience: 'policy-registry',
        typ: 'at+jwt',
        algorithms: ['ES256'],
        requiredClaims: ['jti', 'client_id'],
      },
    );
    expect(protectedHeader.typ).toBe('at+jwt');
    expect(payload).toMatchObject({
      sub: subjectOf('alice', 'acme'),
      tenant: 'acme',
      scope: 'policy:read policy:author policy:simulate policy:run findings:read',
      interactive: true,
      auth_time: payload.iat,
      exp: Number(payload.iat) + 900,
    });
  });

  it('lets the authentication be as old as asked', async () => {
    const token = await tokenFor({ persona: 'carol', tenant: 'globex', authAgeSeconds: 3_600 });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${url}/jwks`)));
    expect(Number(payload.iat) - Number(payload['auth_time'])).toBe(3_600);
  });

  it('binds a token to the key that the client proves to have, and takes a proof once', async () => {
    const key = await newKey();
    const body = JSON.stringify({ persona: 'alice', tenant: 'acme' });
    const dpop = await proofOf(await proofKeyOf(key), { method: 'POST', url: `${url}/token` });
    const headers = { 'content-type': 'application/json', dpop };
    const answer = Object(await (await post(body, headers)).json());
    expect([answer.token_type, decodeJwt(answer.access_token)['cnf']]).toStrictEqual([
      'DPoP',
      { jkt: await calculateJwkThumbprint(key) },
    ]);
    const again = await post(body, headers);
    expect([again.status, Object(await again.json()).error]).toStrictEqual([400, 'invalid_dpop_proof']);
  });

  it('gives no token for the proof of another request', async () => {
    const dpop = await proofOf(await proofKeyOf(await newKey()), { method: 'GET', url: `${url}/token` });
    const headers = { 'content-type': 'application/json', dpop };
    expect((await post('{"persona":"alice","tenant":"acme"}', headers)).status).toBe(400);
  });

  it('marks the service as not interactive, whatever its scopes', async () => {
    const token = await tokenFor({ persona: 'robot', tenant: 'acme' });
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${url}/jwks`)));
    expect([payload['interactive'], String(payload['scope']).includes('policy:publish')]).toStrictEqual([
      false,
      true,
    ]);
  });

  it('gives each persona of each tenant a subject of its own that does not name them', () => {
    const subjects = tenants.flatMap((tenant) =>
      [...personas.keys()].map((persona) => subjectOf(persona, tenant)),
    );
    expect(new Set(subjects).size).toBe(tenants.length * personas.size);
    expect(subjects.filter((subject) => !/^(user|service)-[0-9a-f]{16}$/.test(subject))).toStrictEqual([]);
  });

  it.each([
    ['another persona', '{"persona":"mallory","tenant":"acme"}'],
    ['another tenant', '{"persona":"alice","tenant":"initech"}'],
    ['an age below zero', '{"persona":"alice","tenant":"acme","authAgeSeconds":-1}'],
    ['a field it does not know', '{"persona":"alice","tenant":"acme","scope":"tenant:admin"}'],
    ['something that is not JSON', 'persona=alice'],
  ])('refuses %s', async (_what, body) => {
    expect((await post(body)).status).toBe(400);
  });

  it('refuses a form, a large body and a foreign host name', async () => {
    const form = await post('{}', { 'content-type': 'text/plain' });
    const large = await post(`{"persona":"${'a'.repeat(5_000)}"}`);
    const foreign = await statusFromHost('registry.example');
    expect([form.status, large.status, foreign]).toStrictEqual([415, 413, 403]);
  });

  it('keeps its key, readable by its owner alone', async () => {
    const path = join(folder, 'kept.pem');
    const first = await signingKey(path);
    const second = await signingKey(path);
    expect([second.keyId, (await stat(path)).mode & 0o777]).toStrictEqual([first.keyId, 0o600]);
  });
});
