import { createHash, randomUUID } from 'node:crypto';

import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import { z } from 'zod';

const ALGORITHM = 'ES256';

const PublicKey = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() });
/** The key that a token is bound to, as it is kept beside that token. */
export const ProofKey = PublicKey.extend({ d: z.string() });
export type ProofKey = z.infer<typeof ProofKey>;

export const newProofKey = async (): Promise<ProofKey> =>
  ProofKey.parse(await exportJWK((await generateKeyPair(ALGORITHM, { extractable: true })).privateKey));

/** The proof of a key for one request and, once there is one, its access token (RFC 9449 §4.2). */
export const proofFor = async (
  key: ProofKey,
  { method, url, token }: { readonly method: string; readonly url: string; readonly token?: string },
): Promise<string> => {
  const { origin, pathname } = new URL(url);
  return new SignJWT({
    htm: method,
    htu: `${origin}${pathname}`,
    ...(token !== undefined && { ath: createHash('sha256').update(token).digest('base64url') }),
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'dpop+jwt', jwk: PublicKey.parse(key) })
    .setJti(randomUUID())
    .setIssuedAt()
    .sign(await importJWK(key, ALGORITHM));
};
