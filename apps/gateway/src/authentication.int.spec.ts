import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  goodClaims,
  goodProofClaims,
  NOW_MS,
  proofMaker,
  PUBLIC_URL,
  tokenIssuer,
  type TokenIssuer,
} from '@policy-registry/access/testing';

import { authenticationOf } from './authentication.ts';

let ours: TokenIssuer;
let theirs: TokenIssuer;
let folder: string;
let server: Server;
let address: string;
beforeAll(async () => {
  [ours, theirs] = await Promise.all([tokenIssuer(), tokenIssuer()]);
  folder = await mkdtemp(join(tmpdir(), 'gateway-identity-'));
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(ours.jwks));
  // Another issuer, which shows its keys where its discovery document says.
  server = createServer((request, response) => {
    const about = { issuer: address, jwks_uri: `${address}/found` };
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(isDiscovery ? about : theirs.jwks));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const usual = () => ({
  OIDC_ISSUER: goodClaims.iss,
  OIDC_AUDIENCE: goodClaims.aud,
  OIDC_CLIENTS: undefined,
  OIDC_JWKS_URL: undefined,
  OIDC_JWKS_FILE: join(folder, 'jwks.json'),
  PUBLIC_URL,
  DPOP_REQUIRED: false,
});
type Settings = Parameters<typeof authenticationOf>[0];

/** Who somebody is with a token, or the code of the refusal. */
const judged = async (settings: Settings, authorization: string, dpop?: string): Promise<string> => {
  const { authenticate } = authenticationOf(settings, () => NOW_MS);
  const presented = { authorization: [authorization], dpop: dpop === undefined ? undefined : [dpop] };
  return authenticate({ ...presented, method: 'GET', path: '/api/v1/policies' }).then(
    () => 'let in',
    (error: unknown) => String(Object(error).code),
  );
};

describe('a token', () => {
  it('lets in only whom the configured issuer, audience and clients name', async () => {
    const token = `Bearer ${await ours.sign()}`;
    expect(await judged(usual(), token)).toBe('let in');
    expect(await judged({ ...usual(), OIDC_CLIENTS: ['console'] }, token)).toBe('let in');
    const others: readonly Partial<Settings>[] = [
      { OIDC_ISSUER: 'https://another.example' },
      { OIDC_AUDIENCE: 'another-registry' },
      { OIDC_CLIENTS: ['robot'] },
    ];
    for (const other of others) expect(await judged({ ...usual(), ...other }, token)).not.toBe('let in');
  });

  it('is judged by the keys of the configured file, address or discovery document', async () => {
    const token = `Bearer ${await theirs.sign({ ...goodClaims, iss: address })}`;
    const remote = { ...usual(), OIDC_ISSUER: address };
    expect(await judged(remote, token)).not.toBe('let in');
    expect(await judged({ ...remote, OIDC_JWKS_FILE: undefined }, token)).toBe('let in');
    const known = { ...remote, OIDC_JWKS_FILE: undefined, OIDC_JWKS_URL: `${address}/keys` };
    expect(await judged(known, token)).toBe('let in');
    expect(await judged({ ...known, OIDC_JWKS_URL: 'http://127.0.0.1:1/keys' }, token)).not.toBe('let in');
  });

  it('that is bound to a key needs a proof for the configured public address', async () => {
    const holder = await proofMaker();
    const token = await ours.sign({ ...goodClaims, cnf: { jkt: holder.thumbprint } });
    const proof = await holder.prove(goodProofClaims(token, 'proof-1'));
    expect(await judged(usual(), `DPoP ${token}`, proof)).toBe('let in');
    const moved = { ...usual(), PUBLIC_URL: 'https://moved.example' };
    expect(await judged(moved, `DPoP ${token}`, proof)).toBe('PROOF_REFUSED');
  });

  it('that is bound to no key is refused where a deployment takes bound ones alone', async () => {
    const holder = await proofMaker();
    const bound = await ours.sign({ ...goodClaims, cnf: { jkt: holder.thumbprint } });
    const proof = () => holder.prove(goodProofClaims(bound, 'proof-1'));
    const bearer = `Bearer ${await ours.sign()}`;
    const strict = { ...usual(), DPOP_REQUIRED: true };
    expect(await judged(usual(), bearer)).toBe('let in');
    expect(await judged(strict, bearer)).toBe('BINDING_REQUIRED');
    for (const settings of [usual(), strict])
      expect(await judged(settings, `DPoP ${bound}`, await proof())).toBe('let in');
  });
});
