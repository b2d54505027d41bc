import {
  createLocalJWKSet,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  type JSONWebKeySet,
  type JWTPayload,
} from 'jose';

import type { IssuerKeys } from '../issuer-keys.ts';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'policy-registry';

/** An instant all tokens of a spec are judged at. */
export const NOW_MS = Date.UTC(2030, 0, 1);
const nowSeconds = NOW_MS / 1_000;

export const goodClaims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'alice-7',
  client_id: 'console',
  jti: 'token-1',
  iat: nowSeconds - 10,
  exp: nowSeconds + 300,
  tenant: 'acme',
  scope: 'policy:read policy:author',
  auth_time: nowSeconds - 60,
  interactive: true,
};

export const goodHeader = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' };

/** Signs tokens as the issuer would, and as it never would. */
export type TokenIssuer = {
  readonly jwks: JSONWebKeySet;
  readonly publicPem: string;
  readonly sign: (claims?: JWTPayload, header?: Readonly<Record<string, unknown>>) => Promise<string>;
};

export const tokenIssuer = async (alg = 'ES256', kid = 'key-1'): Promise<TokenIssuer> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  return {
    jwks: { keys: [jwk] },
    publicPem: await exportSPKI(publicKey),
    sign: (claims = goodClaims, header = {}) =>
      new SignJWT(claims).setProtectedHeader({ ...goodHeader, alg, kid, ...header }).sign(privateKey),
  };
};

/** The keys of issuers, as a verifier has them. */
export const keysOf = (...issuers: readonly TokenIssuer[]): Pick<IssuerKeys, 'find'> => ({
  find: createLocalJWKSet({ keys: issuers.flatMap(({ jwks }) => jwks.keys) }),
});

/** The signed part of a token that no library would make. */
export const unsignedPart = (header: object, claims: object = goodClaims): string =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
