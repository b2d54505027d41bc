import { AccessDenied } from './access-denied.ts';

/**
 * The tenant a request is for: named in the header, and the token's own. There is no default and no exception.
 * Throws AccessDenied `TENANT_REQUIRED` or `ERR_TENANT_MISMATCH`.
 */
export const requireTenant = (
  header: string | readonly string[] | undefined,
  tokenTenant: string,
): string => {
  if (header === undefined || header === '') {
    throw new AccessDenied('TENANT_REQUIRED', 'the header X-Stella-Tenant names no tenant');
  }
  if (header !== tokenTenant) {
    throw new AccessDenied(
      'ERR_TENANT_MISMATCH',
      'the header X-Stella-Tenant is not the tenant of the token',
    );
  }
  return tokenTenant;
};
