import { createHash } from 'node:crypto';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';

import { NOW_MS } from './token-issuer.ts';

/** The address that the good proof is for. */
export const PUBLIC_URL = 'https://registry.example';

/** Somebody with a key that tokens can be bound to, who signs proofs as a client would, and as it never would. */
export type ProofMaker = {
  readonly thumbprint: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
  readonly prove: (claims: JWTPayload, header?: Readonly<Record<string, unknown>>) => Promise<string>;
};

export const proofMaker = async (alg = 'ES256'): Promise<ProofMaker> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return {
    thumbprint: await calculateJwkThumbprint(publicJwk),
    publicJwk,
    privateJwk: await exportJWK(privateKey),
    prove: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk: publicJwk, ...header })
        .sign(privateKey),
  };
};

/** Claims of a proof that holds for reading the policies with this token. */
export const goodProofClaims = (token: string, jti: string) => ({
  jti,
  htm: 'GET',
  htu: `${PUBLIC_URL}/api/v1/policies`,
  iat: NOW_MS / 1_000,
  ath: createHash('sha256').update(token).digest('base64url'),
});
