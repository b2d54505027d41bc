import { sha256Hex } from '@policy-registry/kernel';

import { AccessDenied } from './access-denied.ts';
import type { AccessTokenVerifier, Authenticated } from './access-token.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import type { ProofMemory } from './proof-memory.ts';
import { verifyProof } from './proof.ts';

/** What a request presents of who it is from. Headers as they came, one string each. */
export type Presented = {
  readonly authorization: readonly string[] | undefined;
  readonly dpop: readonly string[] | undefined;
  readonly method: string;
  /** The path it was sent to, without query. */
  readonly path: string;
};

/** Rejects with AccessDenied, and with what keeps it from judging at all. */
export type Authenticate = (presented: Presented) => Promise<Authenticated>;

export type AuthenticateOptions = {
  readonly verifyToken: AccessTokenVerifier;
  readonly isNewProof: ProofMemory;
  /** The address at which clients reach this service: their proofs are for it. */
  readonly publicUrl: string;
  readonly clockToleranceSeconds: number;
  /** Whether a token that is bound to no key is refused, whoever presents it. */
  readonly isBindingRequired: boolean;
  readonly now?: () => number;
};

/** Who sends a request: by an access token, with a proof of its key where the token is bound to one (RFC 9449 §7). */
export const authenticator = (options: AuthenticateOptions): Authenticate => {
  const { verifyToken } = options;
  return async (presented) => {
    const credentials = credentialsIn(presented, options);
    try {
      const caller = await verifyToken(credentials.token);
      await verifyBinding(options, presented, { credentials, thumbprint: caller.keyThumbprint });
      return caller;
    } catch (error) {
      throw error instanceof AccessDenied ? error.under(credentials.scheme) : error;
    }
  };
};

// Who has none is asked for one that would be taken.
const credentialsIn = (
  { authorization }: Presented,
  { isBindingRequired }: AuthenticateOptions,
): Credentials => {
  try {
    return credentialsOf(authorization);
  } catch (error) {
    throw error instanceof AccessDenied && isBindingRequired ? error.under('DPoP') : error;
  }
};

const verifyBinding = async (
  { isNewProof, publicUrl, clockToleranceSeconds, isBindingRequired, now = Date.now }: AuthenticateOptions,
  { dpop, method, path }: Presented,
  { credentials, thumbprint }: { readonly credentials: Credentials; readonly thumbprint: string | undefined },
): Promise<void> => {
  const { scheme, token } = credentials;
  if (thumbprint === undefined) {
    if (isBindingRequired)
      throw new AccessDenied(
        'BINDING_REQUIRED',
        'the token is bound to no key: only tokens with a proof of their key (DPoP, RFC 9449) are taken here',
      );
    if (scheme === 'DPoP')
      throw new AccessDenied('TOKEN_UNBOUND', 'the token is bound to no key: it is a Bearer token');
    return; // A proof beside a bearer token proves nothing that was asked.
  }
  // §7.2: whoever stole it would present it like this.
  if (scheme === 'Bearer')
    throw new AccessDenied('TOKEN_BOUND', 'the token is bound to a key: it is no Bearer token');

  const uri = `${publicUrl.replace(/\/$/, '')}${path}`;
  const proven = await verifyProof(dpop, { method, uri, token }, { nowMs: now(), clockToleranceSeconds });
  if (proven.thumbprint !== thumbprint)
    throw new AccessDenied('PROOF_REFUSED', 'the DPoP proof does not hold: it is of another key');
  // Last: only who holds the key of a good token is remembered.
  if (!isNewProof({ key: sha256Hex(`${proven.thumbprint}\n${proven.id}`), usableMs: proven.usableMs }))
    throw new AccessDenied('PROOF_REFUSED', 'the DPoP proof does not hold: it was used before');
};
