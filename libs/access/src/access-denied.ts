import type { Scheme } from './credentials.ts';

/** Why a request is not let in: the token, the tenant or the scope. */
export type AccessProblem =
  | 'TOKEN_MISSING'
  | 'TOKEN_MALFORMED'
  | 'TOKEN_TYPE'
  | 'TOKEN_ALGORITHM'
  | 'TOKEN_SIGNATURE'
  | 'TOKEN_ISSUER'
  | 'TOKEN_AUDIENCE'
  | 'TOKEN_CLIENT'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET_VALID'
  | 'TOKEN_CLAIMS'
  | 'TOKEN_BOUND'
  | 'TOKEN_UNBOUND'
  | 'BINDING_REQUIRED'
  | 'PROOF_MISSING'
  | 'PROOF_REFUSED'
  | 'TENANT_REQUIRED'
  | 'ERR_TENANT_MISMATCH'
  | 'ERR_SCOPE_MISMATCH';

/** The caller is not let in. The message is safe to show: it never holds the token or a part of it. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
  readonly code: AccessProblem;
  /** How the caller tried to come in, once that is known. */
  readonly scheme: Scheme | undefined;

  constructor(code: AccessProblem, message: string, scheme?: Scheme) {
    super(message);
    this.code = code;
    this.scheme = scheme;
  }

  under(scheme: Scheme): AccessDenied {
    return new AccessDenied(this.code, this.message, scheme);
  }
}

/** The issuer's keys cannot be had, so no token can be judged: nothing is said about the caller. */
export class IssuerKeysUnavailable extends Error {
  override readonly name = 'IssuerKeysUnavailable';
}
