import { AccessDenied } from './access-denied.ts';

/** How a token is presented: by whoever has it (RFC 6750), or with a proof of its key (RFC 9449). */
export type Scheme = 'Bearer' | 'DPoP';
export type Credentials = { readonly scheme: Scheme; readonly token: string };

/** The token of the one `Authorization` header that a request may have. */
export const credentialsOf = (headers: readonly string[] = []): Credentials => {
  if (headers.length > 1) throw new AccessDenied('TOKEN_MALFORMED', 'there are two Authorization headers');
  const [header = ''] = headers;
  if (header === '') throw new AccessDenied('TOKEN_MISSING', 'there is no access token');
  const [, scheme, token] = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i.exec(header) ?? [];
  if (scheme === undefined || token === undefined) {
    throw new AccessDenied('TOKEN_MALFORMED', 'the Authorization header holds no Bearer or DPoP token');
  }
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token };
};
