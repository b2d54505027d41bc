import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { at, textAt } from './json.ts';
import type { Stack } from './stack.ts';
import { sha256Bytes } from './digests.ts';

const LIFETIME_SECONDS = 300;

/** Issues a token with the development issuer's own key, with claims that this issuer would refuse to make. */
export const forgeToken = async (
  { folder, issuerUrl }: Stack,
  claims: { readonly tenant: string; readonly scope: string; readonly sub?: string },
): Promise<string> => {
  const key = createPrivateKey(await readFile(join(folder, 'issuer', 'issuer.pem'), 'utf8'));
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const payload = {
    iss: issuerUrl,
    aud: 'policy-registry',
    sub: 'user-of-nowhere',
    client_id: 'somebody',
    jti: `${nowSeconds}-${claims.tenant}`,
    iat: nowSeconds,
    exp: nowSeconds + LIFETIME_SECONDS,
    auth_time: nowSeconds,
    interactive: true,
    ...claims,
  };
  const signed = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: thumbprintOf(key) })}.${encode(payload)}`;
  // RFC 7518 §3.4: r and s, not DER
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
};

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** RFC 7638 §3: the required members of a P-256 key in lexicographic order. */
const thumbprintOf = (key: KeyObject): string => {
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const members = { crv: at(jwk, 'crv'), kty: at(jwk, 'kty'), x: textAt(jwk, 'x'), y: textAt(jwk, 'y') };
  return Buffer.from(sha256Bytes(JSON.stringify(members))).toString('base64url');
};
