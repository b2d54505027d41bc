import { base64url, SignJWT, type CryptoKey } from 'jose';

/** The headers that let one request in. Asked for each, so that tokens can be renewed and proofs are used once. */
export type Authorize = (request: {
  readonly method: string;
  readonly url: string;
}) => Promise<Readonly<Record<string, string>>>;

/** Who has a token in one tenant: the tenant that it names, and the token, renewed where it is about to expire. */
export type Caller = { readonly tenant: string; readonly token: () => Promise<string> };

/** Tokens that are good for whoever has them (RFC 6750). */
export const bearer =
  ({ tenant, token }: Caller): Authorize =>
  async () => ({ 'x-stella-tenant': tenant, authorization: `Bearer ${await token()}` });

/** A key that tokens are bound to, for ES256. The private part need not be extractable. */
export type ProofKey = {
  readonly privateKey: CryptoKey;
  readonly publicKey: {
    readonly kty: 'EC';
    readonly crv: 'P-256';
    readonly x: string;
    readonly y: string;
  };
};

/** Tokens that are good with a proof of the key that they are bound to (RFC 9449). */
export const dpop =
  ({ tenant, token, key }: Caller & { readonly key: ProofKey }): Authorize =>
  async ({ method, url }) => {
    const bound = await token();
    return {
      'x-stella-tenant': tenant,
      authorization: `DPoP ${bound}`,
      dpop: await proofOf(key, { method, url, token: bound }),
    };
  };

/** The proof of a key for one request and, once there is one, its access token (RFC 9449 §4.2). */
export const proofOf = async (
  { privateKey, publicKey: { kty, crv, x, y } }: ProofKey,
  { method, url, token }: { readonly method: string; readonly url: string; readonly token?: string },
): Promise<string> => {
  const { origin, pathname } = new URL(url);
  return new SignJWT({
    htm: method,
    htu: `${origin}${pathname}`,
    ...(token !== undefined && { ath: await sha256Of(token) }),
  })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } })
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .sign(privateKey);
};

const sha256Of = async (text: string): Promise<string> =>
  base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));
