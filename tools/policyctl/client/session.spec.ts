import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { decodeJwt, decodeProtectedHeader } from 'jose';

import { UsageFault } from '../answer.ts';
import type { Settings } from '../settings.ts';
import { accessToken, authorizeAs, login, whoActs } from './session.ts';

const alice = { persona: 'alice', tenant: 'acme', isBound: false };

let home: string;
let server: Server;
let issued: string[];
let proofsSeen: (string | string[] | undefined)[];
let lifetimeSeconds: number;
let settings: Settings;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'policyctl-session-'));
  issued = [];
  proofsSeen = [];
  lifetimeSeconds = 900;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const { persona, tenant } = JSON.parse(body);
      proofsSeen.push(request.headers['dpop']);
      const isKnown = persona === 'alice' || persona === 'bob';
      if (isKnown) issued.push(`${persona}@${tenant}`);
      const answer = isKnown
        ? { access_token: `token-${issued.length}`, expires_in: lifetimeSeconds }
        : { error_description: 'nobody of that name' };
      response
        .writeHead(isKnown ? 200 : 400, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  settings = {
    url: undefined,
    tenant: undefined,
    token: undefined,
    issuerUrl: `http://127.0.0.1:${address.port}`,
    persona: undefined,
    isBound: false,
    home,
    broker: undefined,
    administrator: undefined,
    databaseUrl: undefined,
    objectStore: undefined,
    programUrls: [],
    brokerKeys: undefined,
  };
});
afterEach(async () => {
  server.close();
  await rm(home, { recursive: true, force: true });
});

describe('a session', () => {
  it('remembers who logged in, and asks the issuer once', async () => {
    await login(settings, alice);
    expect(await whoActs(settings)).toStrictEqual(alice);
    expect([await accessToken(settings), await accessToken(settings)]).toMatchObject([
      { token: 'token-1' },
      { token: 'token-1' },
    ]);
    expect(issued).toStrictEqual(['alice@acme']);
  });

  it('keeps its files for their owner alone', async () => {
    await login(settings, alice);
    for (const name of await readdir(home)) expect((await stat(join(home, name))).mode & 0o777).toBe(0o600);
  });

  it('asks again when the token is about to expire', async () => {
    lifetimeSeconds = 5;
    await login(settings, alice);
    expect((await accessToken(settings)).token).toBe('token-2');
  });

  it('asks again where a fresh sign-in is demanded', async () => {
    await login(settings, alice);
    expect((await accessToken(settings, true)).token).toBe('token-2');
  });

  it('lets somebody else act once, without forgetting who is logged in', async () => {
    await login(settings, alice);
    expect((await accessToken({ ...settings, persona: 'bob' })).token).toBe('token-2');
    expect(await whoActs(settings)).toStrictEqual(alice);
  });

  it('proves the key of a bound token to the issuer and with each request anew, and keeps it', async () => {
    const bound = { ...settings, isBound: true };
    await login(bound, { ...alice, isBound: true });
    const request = { method: 'GET', url: 'https://registry.example/api/v1/policies?page_size=1' };
    const [first, second] = [await authorizeAs(bound)(request), await authorizeAs(settings)(request)];
    expect([first['authorization'], second['authorization']]).toStrictEqual(['DPoP token-1', 'DPoP token-1']);
    const proofs = [proofsSeen[0], first['dpop'], second['dpop']].map((proof) => String(proof));
    expect(new Set(proofs.map((proof) => decodeJwt(proof).jti)).size).toBe(3);
    const keys = proofs.map((proof) => decodeProtectedHeader(proof).jwk);
    expect(keys).toStrictEqual([keys[0], keys[0], keys[0]]);
    expect(decodeJwt(proofs[1] ?? '')).toMatchObject({
      htm: 'GET',
      htu: 'https://registry.example/api/v1/policies',
      ath: createHash('sha256').update('token-1').digest('base64url'),
    });
  });

  it('asks nobody when a token is given', async () => {
    expect((await accessToken({ ...settings, token: 'given' })).token).toBe('given');
    expect(issued).toStrictEqual([]);
  });

  it('says how to log in when nobody is, and what the issuer said when it refused', async () => {
    await expect(accessToken(settings)).rejects.toThrow(UsageFault);
    await expect(login(settings, { ...alice, persona: 'mallory' })).rejects.toThrow('nobody of that name');
  });
});
