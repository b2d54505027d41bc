import type { ProofKey } from '@policy-registry/client';
import { exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';

const ALGORITHM = 'ES256';

/** The key that a token is bound to, as it is kept beside that token. */
export const KeptKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
export type KeptKey = z.infer<typeof KeptKey>;

export const newKey = async (): Promise<KeptKey> =>
  KeptKey.parse(await exportJWK((await generateKeyPair(ALGORITHM, { extractable: true })).privateKey));

/** A kept key as proofs are made with it. */
export const proofKeyOf = async (kept: KeptKey): Promise<ProofKey> => {
  const privateKey = await importJWK(kept, ALGORITHM);
  if (!(privateKey instanceof CryptoKey)) throw new TypeError('a private key is no secret');
  return { privateKey, publicKey: kept };
};
