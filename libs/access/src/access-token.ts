import { Principal, sha256Hex, Tenant } from '@policy-registry/kernel';
import { jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';

import { AccessDenied } from './access-denied.ts';
import type { Scheme } from './credentials.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { parseScopes } from './scopes.ts';
import { toDenial } from './token-problems.ts';
import { verifiedTokens } from './verified-tokens.ts';

/** RFC 8725 §3.1: a fixed list, asymmetric only, so no key can be taken for a shared secret. */
const ALGORITHMS = ['ES256', 'RS256', 'EdDSA'];
const TOKEN_CHARS_MAX = 8_192;

export type AccessTokenOptions = {
  readonly issuer: string;
  readonly audience: string;
  /** The clients whose tokens are accepted; those of any client of the issuer unless given. */
  readonly clients?: readonly string[];
  readonly keys: Pick<IssuerKeys, 'find'>;
  readonly clockToleranceSeconds: number;
  /** Epoch milliseconds; the process's clock unless given. */
  readonly now?: () => number;
};

/** Who calls, as a verified access token says. */
export type Authenticated = {
  readonly principal: Principal;
  readonly tenant: string;
  readonly issuer: string;
  /** SHA-256 of the token's id: names the token in evidence without being of use to anybody. */
  readonly tokenIdDigest: string;
  readonly expiresAtMs: number;
  /** RFC 7638 thumbprint of the key that the token is bound to; nobody else may use it. */
  readonly keyThumbprint?: string;
};

/** How this caller presented the token: one that is bound to a key comes with a proof of it, and no other way. */
export const schemeOf = ({ keyThumbprint }: Pick<Authenticated, 'keyThumbprint'>): Scheme =>
  keyThumbprint === undefined ? 'Bearer' : 'DPoP';

export type AccessTokenVerifier = (token: string) => Promise<Authenticated>;

/**
 * Verifies OAuth 2.0 access tokens in JWT form (RFC 9068). Keys come from the configured place only: `jku`,
 * `x5u` and `jwk` in a token's header are not looked at. Rejects with AccessDenied, and with
 * IssuerKeysUnavailable when the keys cannot be had.
 */
export const accessTokenVerifier = (options: AccessTokenOptions): AccessTokenVerifier => {
  const { issuer, audience, keys, clients, clockToleranceSeconds, now = Date.now } = options;
  const known = verifiedTokens(keys.find);

  return async (token) => {
    if (token.length > TOKEN_CHARS_MAX) throw new AccessDenied('TOKEN_MALFORMED', 'the token is too long');
    const nowMs = now();
    const before = await denying(() => known.recall(token, nowMs));
    if (before !== undefined) return before;

    let key: unknown;
    const find: IssuerKeys['find'] = async (header, jws) => {
      const found = await keys.find(header, jws);
      key = found;
      return found;
    };
    const { payload, protectedHeader } = await denying(() =>
      jwtVerify(token, find, {
        algorithms: ALGORITHMS,
        typ: 'at+jwt', // RFC 9068 §4: an ID token or any other JWT of the same issuer is not an access token
        issuer,
        audience,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(nowMs),
        requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id'], // RFC 9068 §2.2
      }),
    );
    const caller = toAuthenticated(payload, issuer, nowMs + clockToleranceSeconds * 1_000);
    if (clients !== undefined && !clients.includes(String(payload['client_id'])))
      throw new AccessDenied('TOKEN_CLIENT', 'the token was issued to a client that is not accepted');
    known.keep(token, { caller, header: protectedHeader, key, verifiedAtMs: nowMs });
    return caller;
  };
};

const denying = async <T>(judge: () => Promise<T>): Promise<T> => {
  try {
    return await judge();
  } catch (error) {
    throw toDenial(error);
  }
};

const Claims = z.object({
  sub: z.string().min(1).max(128),
  exp: z.number(),
  iat: z.number(),
  jti: z.string().min(1).max(256),
  client_id: z.string().min(1).max(256),
  azp: z.string().optional(),
  tenant: Tenant,
  scope: z.string().max(4_096).default(''),
  auth_time: z.int().nonnegative().optional(),
  interactive: z.boolean().default(false),
  /** RFC 9449 §6.1. Bound in any other way, it could not be seen whether the binding holds. */
  cnf: z.strictObject({ jkt: z.string().regex(/^[\w-]{43}$/) }).optional(),
});

const toAuthenticated = (payload: JWTPayload, issuer: string, latestMs: number): Authenticated => {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => String(path[0])))].sort();
    throw new AccessDenied('TOKEN_CLAIMS', `the token's claims do not hold: ${names.join(', ')}`);
  }
  const claims = parsed.data;
  verifyPlausible(claims, latestMs);
  return {
    principal: toPrincipal(claims),
    tenant: claims.tenant,
    issuer,
    tokenIdDigest: sha256Hex(claims.jti),
    expiresAtMs: claims.exp * 1_000,
    ...(claims.cnf !== undefined && { keyThumbprint: claims.cnf.jkt }),
  };
};

const verifyPlausible = (claims: z.infer<typeof Claims>, latestMs: number): void => {
  if (claims.iat * 1_000 > latestMs)
    throw new AccessDenied('TOKEN_NOT_YET_VALID', 'the token is from the future');
  // RFC 9068 §2.2 names the client by `client_id`; an `azp` that names another leaves open who the token is for.
  if (claims.azp !== undefined && claims.azp !== claims.client_id) {
    throw new AccessDenied('TOKEN_CLIENT', 'the token names two clients, by azp and by client_id');
  }
  if (claims.auth_time !== undefined && claims.auth_time * 1_000 > latestMs) {
    throw new AccessDenied('TOKEN_CLAIMS', 'the authentication is from the future');
  }
  if (isService(claims) && claims.interactive) {
    throw new AccessDenied('TOKEN_CLAIMS', 'a service identity is never interactive');
  }
};

// RFC 9068 §2.2: where no resource owner is involved, `sub` is the client itself.
const isService = ({ sub, client_id }: z.infer<typeof Claims>): boolean => sub === client_id;

const toPrincipal = (claims: z.infer<typeof Claims>): Principal => ({
  type: isService(claims) ? 'service' : 'user',
  id: claims.sub,
  scopes: [...parseScopes(claims.scope)],
  isInteractive: claims.interactive,
  ...(claims.auth_time !== undefined && { authenticatedAt: claims.auth_time * 1_000 }),
});
