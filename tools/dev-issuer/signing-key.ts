import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import { calculateJwkThumbprint, type JWK } from 'jose';

import { codeOf } from '../servers/error-code.ts';

/** The issuer's key: the private half signs, the public half is what `/jwks` shows. */
export type SigningKey = { readonly keyId: string; readonly privateKey: KeyObject; readonly publicJwk: JWK };

/** Reads the key kept in `path`, or makes one there that only its owner can read. */
export const signingKey = async (path: string): Promise<SigningKey> => {
  const privateKey = createPrivateKey(await keptPem(path));
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const keyId = await calculateJwkThumbprint(jwk);
  return { keyId, privateKey, publicJwk: { ...jwk, kid: keyId, use: 'sig', alg: 'ES256' } };
};

const keptPem = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeFile(path, pem, { mode: 0o600, flag: 'wx' });
    return pem;
  }
};
