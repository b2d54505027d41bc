import { randomUUID } from 'node:crypto';

import { SignJWT } from 'jose';
import { z } from 'zod';

import { personas, subjectOf, tenants } from './personas.ts';
import type { SigningKey } from './signing-key.ts';

const AUDIENCE = 'policy-registry';
const LIFETIME_SECONDS = 15 * 60;
const AUTH_AGE_SECONDS_MAX = 30 * 24 * 60 * 60;

/** What `POST /token` accepts. An age makes the authentication look old, to try what a stale one may not do. */
export const TokenRequest = z.strictObject({
  persona: z.enum([...personas.keys()]),
  tenant: z.enum(tenants),
  authAgeSeconds: z.int().min(0).max(AUTH_AGE_SECONDS_MAX).default(0),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

export type TokenResponse = {
  readonly access_token: string;
  readonly token_type: 'Bearer' | 'DPoP';
  readonly expires_in: number;
  readonly scope: string;
};

/** Issues an access token in the profile of RFC 9068, bound to a key where a thumbprint is given (RFC 9449 §6.1). */
export const issueToken = async (
  request: TokenRequest,
  issuer: { readonly url: string; readonly key: SigningKey; readonly nowSeconds: number },
  keyThumbprint?: string,
): Promise<TokenResponse> => {
  const persona = personas.get(request.persona);
  if (persona === undefined) throw new Error(`no persona ${request.persona}`);
  const scope = persona.scopes.join(' ');
  const access_token = await new SignJWT({
    client_id: persona.isInteractive ? 'policy-registry-development' : 'policy-registry-automation',
    tenant: request.tenant,
    scope,
    auth_time: issuer.nowSeconds - request.authAgeSeconds,
    amr: persona.isInteractive ? ['pwd', 'otp'] : ['swk'], // RFC 8176: a person with two factors, or a software key
    interactive: persona.isInteractive,
    ...(keyThumbprint !== undefined && { cnf: { jkt: keyThumbprint } }),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: issuer.key.keyId }) // RFC 9068 §2.1
    .setIssuer(issuer.url)
    .setAudience(AUDIENCE)
    .setSubject(subjectOf(request.persona, request.tenant))
    .setIssuedAt(issuer.nowSeconds)
    .setExpirationTime(issuer.nowSeconds + LIFETIME_SECONDS)
    .setJti(randomUUID())
    .sign(issuer.key.privateKey);
  const token_type = keyThumbprint === undefined ? 'Bearer' : 'DPoP';
  return { access_token, token_type, expires_in: LIFETIME_SECONDS, scope };
};
