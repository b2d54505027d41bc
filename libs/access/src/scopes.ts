import { SCOPES, type Scope } from '@policy-registry/domain';

import { AccessDenied } from './access-denied.ts';

/**
 * The known scopes of a `scope` claim (RFC 8693 §4.2: separated by spaces), in the order of {@link SCOPES}. What a token
 * claims beyond them gives nothing and goes no further.
 */
export const parseScopes = (claim: string): readonly Scope[] => {
  const claimed = new Set(claim.split(' '));
  return SCOPES.filter((scope) => claimed.has(scope));
};

/** Throws AccessDenied `ERR_SCOPE_MISMATCH` unless the principal holds the scope. */
export const requireScope = (principal: { readonly scopes: readonly string[] }, scope: Scope): void => {
  if (!principal.scopes.includes(scope))
    throw new AccessDenied('ERR_SCOPE_MISMATCH', `the scope ${scope} is needed`);
};
