import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportSPKI, importJWK, type JSONWebKeySet } from 'jose';

import { AccessDenied, type AccessProblem } from './access-denied.ts';
import { accessTokenVerifier, type AccessTokenVerifier } from './access-token.ts';
import { issuerKeys } from './issuer-keys.ts';
import {
  goodClaims,
  goodHeader,
  keysOf,
  NOW_MS,
  tokenIssuer,
  unsignedPart,
  type TokenIssuer,
} from './testing/token-issuer.ts';

const seconds = NOW_MS / 1_000;
const settings = {
  issuer: goodClaims.iss,
  audience: goodClaims.aud,
  clockToleranceSeconds: 5,
  now: () => NOW_MS,
};

let folder: string;
let issuer: TokenIssuer;
let stranger: TokenIssuer;
let verify: AccessTokenVerifier;

const verifierOf = async (jwks: JSONWebKeySet, name: string): Promise<AccessTokenVerifier> => {
  const file = join(folder, name);
  await writeFile(file, JSON.stringify(jwks));
  return accessTokenVerifier({ ...settings, keys: issuerKeys({ file }) });
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-jwks-'));
  [issuer, stranger] = await Promise.all([tokenIssuer(), tokenIssuer()]);
  verify = await verifierOf(issuer.jwks, 'issuer.json');
});
afterAll(() => rm(folder, { recursive: true }));

/** Expects the refusal, and that it does not repeat what was refused. */
const expectDenied = async (token: string, code: AccessProblem): Promise<void> => {
  const error = await verify(token).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AccessDenied);
  expect(error).toMatchObject({ code });
  const said = `${String(error)} ${error instanceof Error ? String(error.cause) : ''}`;
  for (const part of token.split('.').filter((text) => text.length > 8)) expect(said).not.toContain(part);
};

describe('accessTokenVerifier', () => {
  it('tells who calls, for which tenant, with which token', async () => {
    expect(await verify(await issuer.sign())).toStrictEqual({
      principal: {
        type: 'user',
        id: 'alice-7',
        scopes: ['policy:read', 'policy:author'],
        isInteractive: true,
        authenticatedAt: NOW_MS - 60_000,
      },
      tenant: 'acme',
      issuer: 'https://issuer.example',
      // SHA-256 of `token-1`
      tokenIdDigest: '3f08aace122ee2368432c1ca23a049bc640bafbf00fdf33a52429f38ba12dbf9',
      expiresAtMs: NOW_MS + 300_000,
    });
  });

  it.each(['ES256', 'RS256', 'EdDSA'])('takes %s', async (alg) => {
    const other = await tokenIssuer(alg);
    const verifyOther = await verifierOf(other.jwks, `${alg}.json`);
    expect((await verifyOther(await other.sign())).tenant).toBe('acme');
  });

  it('takes a client that acts for itself as a service, never interactive', async () => {
    const { interactive: _interactive, auth_time: _authTime, ...claims } = goodClaims;
    const { principal } = await verify(await issuer.sign({ ...claims, sub: 'robot', client_id: 'robot' }));
    expect(principal).toStrictEqual({
      type: 'service',
      id: 'robot',
      scopes: ['policy:read', 'policy:author'],
      isInteractive: false,
    });
    await expectDenied(
      await issuer.sign({ ...goodClaims, sub: 'robot', client_id: 'robot' }),
      'TOKEN_CLAIMS',
    );
  });

  it('drops scopes that do not exist, and repeated ones', async () => {
    const scope = 'openid findings:read policy:root policy:read policy:read';
    const { principal } = await verify(await issuer.sign({ ...goodClaims, scope }));
    expect(principal.scopes).toStrictEqual(['policy:read', 'findings:read']);
  });

  it('tolerates a clock that is off by the agreed seconds', async () => {
    await verify(await issuer.sign({ ...goodClaims, exp: seconds - 4 }));
    await verify(await issuer.sign({ ...goodClaims, nbf: seconds + 5, iat: seconds + 5 }));
  });
});

describe('accessTokenVerifier refuses', () => {
  const claimsWithout = (name: keyof typeof goodClaims) => {
    const { [name]: _left, ...claims } = goodClaims;
    return claims;
  };

  it.each(['', 'x', 'a.b', 'a.b.c', 'a.b.c.d.e', '..', 'Bearer x.y.z'])('%j as malformed', (token) =>
    expectDenied(token, 'TOKEN_MALFORMED'),
  );
  it('a token of absurd length', () => expectDenied(`${'a'.repeat(20_000)}.b.c`, 'TOKEN_MALFORMED'));

  it('an unsigned token (alg none)', async () => {
    await expectDenied(`${unsignedPart({ ...goodHeader, alg: 'none' })}.`, 'TOKEN_ALGORITHM');
    await expectDenied(`${unsignedPart({ ...goodHeader, alg: 'None' })}.`, 'TOKEN_ALGORITHM');
  });

  it('a token whose MAC was made with the public key as the secret', async () => {
    const signed = unsignedPart({ ...goodHeader, alg: 'HS256' });
    const key = await importJWK({ ...issuer.jwks.keys[0] }, 'ES256', { extractable: true });
    const secrets = [
      JSON.stringify(issuer.jwks.keys[0]),
      key instanceof Uint8Array ? key : await exportSPKI(key),
    ];
    for (const secret of secrets) {
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      await expectDenied(`${signed}.${mac}`, 'TOKEN_ALGORITHM');
    }
  });

  it('an algorithm that is not on the list', async () => {
    const es384 = await tokenIssuer('ES384');
    await expectDenied(await es384.sign(), 'TOKEN_ALGORITHM');
  });

  it.each(['JWT', 'id+jwt', 'logout+jwt', undefined])('type %s', async (typ) =>
    expectDenied(await issuer.sign(goodClaims, { typ }), 'TOKEN_TYPE'),
  );

  it('an ID token of the same issuer', async () => {
    const idToken = { ...claimsWithout('client_id'), aud: 'console', nonce: 'n' };
    await expectDenied(await issuer.sign(idToken, { typ: 'JWT' }), 'TOKEN_TYPE');
  });

  it('another issuer, also one that only begins alike', async () => {
    for (const iss of [
      'https://evil.example',
      'https://issuer.example/',
      'https://issuer.example.evil.example',
    ]) {
      await expectDenied(await issuer.sign({ ...goodClaims, iss }), 'TOKEN_ISSUER');
    }
    await expectDenied(await issuer.sign(claimsWithout('iss')), 'TOKEN_ISSUER');
  });

  it('a client that is not on the list where there is one, and a token that names two', async () => {
    const keys = keysOf(issuer);
    const verifyListed = accessTokenVerifier({ ...settings, keys, clients: ['console'] });
    expect((await verifyListed(await issuer.sign({ ...goodClaims, azp: 'console' }))).tenant).toBe('acme');
    await expect(verifyListed(await issuer.sign({ ...goodClaims, client_id: 'other' }))).rejects.toThrow(
      expect.objectContaining({ code: 'TOKEN_CLIENT' }),
    );
    await expectDenied(await issuer.sign({ ...goodClaims, azp: 'other' }), 'TOKEN_CLIENT');
  });

  it('another audience, and none', async () => {
    await expectDenied(await issuer.sign({ ...goodClaims, aud: ['console'] }), 'TOKEN_AUDIENCE');
    await expectDenied(await issuer.sign(claimsWithout('aud')), 'TOKEN_AUDIENCE');
  });

  it('an expired token, and one without an end', async () => {
    await expectDenied(await issuer.sign({ ...goodClaims, exp: seconds - 6 }), 'TOKEN_EXPIRED');
    await expectDenied(await issuer.sign(claimsWithout('exp')), 'TOKEN_CLAIMS');
  });

  it('a token of later, by nbf and by iat', async () => {
    await expectDenied(await issuer.sign({ ...goodClaims, nbf: seconds + 6 }), 'TOKEN_NOT_YET_VALID');
    await expectDenied(await issuer.sign({ ...goodClaims, iat: seconds + 6 }), 'TOKEN_NOT_YET_VALID');
  });

  it('a signature by another key, under the same and under another name', async () => {
    await expectDenied(await stranger.sign(), 'TOKEN_SIGNATURE');
    await expectDenied(await stranger.sign(goodClaims, { kid: 'key-2' }), 'TOKEN_SIGNATURE');
  });

  it('claims changed after signing', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const claims = Buffer.from(JSON.stringify({ ...goodClaims, tenant: 'globex' })).toString('base64url');
    await expectDenied(`${header}.${claims}.${signature}`, 'TOKEN_SIGNATURE');
  });

  it.each(['../../../../dev/null', "x' or '1'='1", '/etc/passwd\u0000', ''])('the key name %j', async (kid) =>
    expectDenied(await stranger.sign(goodClaims, { kid }), 'TOKEN_SIGNATURE'),
  );

  it('a token that brings its own key, or tells where to fetch it', async () => {
    let fetches = 0;
    const server = createServer((_request, response) => {
      fetches += 1;
      response.end(JSON.stringify(stranger.jwks));
    });
    const address = await listening(server);
    const jwk = stranger.jwks.keys[0];
    for (const header of [
      { jku: `${address}/jwks` },
      { x5u: `${address}/cert` },
      { jwk },
      { x5c: ['MIIB'] },
    ]) {
      await expectDenied(await stranger.sign(goodClaims, header), 'TOKEN_SIGNATURE');
    }
    await new Promise((resolve) => server.close(resolve));
    expect(fetches).toBe(0);
  });

  it('an extension it must understand and does not', async () => {
    const token = `${unsignedPart({ ...goodHeader, crit: ['exp2'], exp2: 1 })}.AAAA`;
    await expectDenied(token, 'TOKEN_ALGORITHM');
  });

  it.each(['sub', 'jti', 'iat', 'client_id', 'tenant'] as const)('a token without %s', async (name) =>
    expectDenied(await issuer.sign(claimsWithout(name)), 'TOKEN_CLAIMS'),
  );

  it.each([
    { tenant: 'ACME' },
    { tenant: 'acme.>' },
    { tenant: ['acme'] },
    { sub: '' },
    { interactive: 'true' },
    { auth_time: 'today' },
    { auth_time: seconds + 60 },
    { cnf: { jkt: 'thumbprint' } },
    { cnf: { 'x5t#S256': 'A'.repeat(43) } },
    { cnf: { jkt: 'A'.repeat(43), jwk: {} } },
  ])('the claim %j', async (claim) =>
    expectDenied(await issuer.sign({ ...goodClaims, ...claim }), 'TOKEN_CLAIMS'),
  );
});

const listening = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};
