import { beforeAll, describe, expect, it } from '@jest/globals';

import { accessTokenVerifier, type Authenticated } from './access-token.ts';
import { goodClaims, keysOf, NOW_MS, tokenIssuer, type TokenIssuer } from './testing/token-issuer.ts';
import { verifiedTokens } from './verified-tokens.ts';

let issuer: TokenIssuer;
let successor: TokenIssuer;
beforeAll(async () => {
  [issuer, successor] = await Promise.all([tokenIssuer(), tokenIssuer()]);
});

/** A verifier whose clock and keys can be changed under it. */
const changeable = () => {
  const at = { nowMs: NOW_MS, keys: keysOf(issuer) };
  const verify = accessTokenVerifier({
    issuer: goodClaims.iss,
    audience: goodClaims.aud,
    clockToleranceSeconds: 5,
    keys: { find: (header, token) => at.keys.find(header, token) },
    now: () => at.nowMs,
  });
  return { at, verify };
};

describe('a token that was verified before', () => {
  it('is of the same caller', async () => {
    const { verify } = changeable();
    const token = await issuer.sign();
    expect(await verify(token)).toBe(await verify(token));
  });

  it('is refused once it has expired', async () => {
    const { at, verify } = changeable();
    const token = await issuer.sign();
    await verify(token);
    at.nowMs = (goodClaims.exp + 6) * 1_000;
    await expect(verify(token)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('is refused when the clock says that it is of later', async () => {
    const { at, verify } = changeable();
    const token = await issuer.sign();
    await verify(token);
    at.nowMs = (goodClaims.iat - 60) * 1_000;
    await expect(verify(token)).rejects.toMatchObject({ code: 'TOKEN_NOT_YET_VALID' });
  });

  it('is refused as soon as the issuer shows another key under the name', async () => {
    const { at, verify } = changeable();
    const token = await issuer.sign();
    await verify(token);
    at.keys = keysOf(successor);
    await expect(verify(token)).rejects.toMatchObject({ code: 'TOKEN_SIGNATURE' });
  });

  it('vouches for no other with the same claims', async () => {
    const { verify } = changeable();
    await verify(await issuer.sign());
    await expect(verify(await successor.sign())).rejects.toMatchObject({ code: 'TOKEN_SIGNATURE' });
  });
});

describe('the memory of verified tokens', () => {
  it('forgets the oldest beyond its limit', async () => {
    const caller: Authenticated = {
      principal: { type: 'user', id: 'alice', scopes: [], isInteractive: true },
      tenant: 'acme',
      issuer: 'i',
      tokenIdDigest: '',
      expiresAtMs: 100,
    };
    const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'verify',
      'sign',
    ]);
    const found = key.publicKey;
    const { recall, keep } = verifiedTokens(() => found, 2);
    for (const token of ['a', 'b', 'a', 'c'])
      keep(token, { caller, header: { alg: 'ES256' }, key: found, verifiedAtMs: 0 });
    const known = await Promise.all(['a', 'b', 'c'].map((token) => recall(token, 50)));
    expect(known).toStrictEqual([caller, undefined, caller]);
  });
});
