import { errors } from 'jose';

import { AccessDenied, IssuerKeysUnavailable, type AccessProblem } from './access-denied.ts';

/**
 * What the JWT library found, in our terms: by type and code, never by its text, and without its error as a
 * cause, which may quote the token.
 */
export const toDenial = (error: unknown): AccessDenied | IssuerKeysUnavailable => {
  if (error instanceof errors.JWTExpired) return denied('TOKEN_EXPIRED', 'the token has expired');
  if (error instanceof errors.JWTClaimValidationFailed) return claimDenial(error.claim);
  const known = PROBLEMS.find(([kind]) => error instanceof kind);
  if (known !== undefined) return denied(known[1], known[2]);
  return new IssuerKeysUnavailable('the keys of the token issuer cannot be had', { cause: error });
};

const PROBLEMS = [
  [errors.JOSEAlgNotAllowed, 'TOKEN_ALGORITHM', 'the signature algorithm of the token is not allowed'],
  [errors.JOSENotSupported, 'TOKEN_ALGORITHM', 'the token demands something that is not supported'],
  [errors.JWSSignatureVerificationFailed, 'TOKEN_SIGNATURE', 'the signature of the token does not verify'],
  [errors.JWKSNoMatchingKey, 'TOKEN_SIGNATURE', 'the issuer has no key that fits the token'],
  [errors.JWKSMultipleMatchingKeys, 'TOKEN_SIGNATURE', 'the token does not say which key signed it'],
  [errors.JWSInvalid, 'TOKEN_MALFORMED', 'the token is not a signed JWT'],
  [errors.JWTInvalid, 'TOKEN_MALFORMED', 'the token is not a JWT'],
] as const satisfies readonly (readonly [new (...args: never[]) => Error, AccessProblem, string])[];

const claimDenial = (claim: string): AccessDenied => {
  switch (claim) {
    case 'typ':
      return denied('TOKEN_TYPE', 'the token is not an access token (RFC 9068)');
    case 'iss':
      return denied('TOKEN_ISSUER', 'the token is from another issuer');
    case 'aud':
      return denied('TOKEN_AUDIENCE', 'the token is for another audience');
    case 'nbf':
      return denied('TOKEN_NOT_YET_VALID', 'the token is not valid yet');
    default:
      return denied('TOKEN_CLAIMS', `the token's claims do not hold: ${claim}`);
  }
};

const denied = (code: AccessProblem, message: string): AccessDenied => new AccessDenied(code, message);
