import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { canonicalBytes, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { keyIdOfSpki, publicKeyOf } from './signing-key.ts';

// HPKE (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, one message for each encapsulation.
const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const INFO = new TextEncoder().encode('policy-registry webhook secret v1');
const ENCAPSULATION_BYTES = 32;

/** The public half of the key that webhook secrets are sealed to. */
export const SealingKey = z
  .strictObject({ keyId: Sha256, spki: z.base64().min(1).max(1_024) })
  .refine(({ keyId, spki }) => keyIdOfSpki(spki) === keyId, 'keyId is not the SHA-256 of spki');
export type SealingKey = z.infer<typeof SealingKey>;

/** Base64 of the encapsulated key and, behind it, the ciphertext. */
export type SealedText = { readonly keyId: string; readonly sealed: string };

/** What a secret is for. Sealed for one webhook it opens for no other, and for none of another tenant. */
export type SecretPurpose = { readonly tenant: string; readonly webhookId: string };

/** A new X25519 key as PKCS#8 PEM. The caller writes it where only runners read. */
export const newSealingKeyPem = (): string =>
  generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The public half of a PEM key, private or public. Throws when the text is no X25519 key. */
export const publicSealingKeyOf = (pem: string): SealingKey => publicKeyOf(verifyCurve(createPublicKey(pem)));

/** Throws when the key is none of X25519. */
export const sealWebhookSecret = async (
  { keyId, spki }: SealingKey,
  purpose: SecretPurpose,
  secret: string,
): Promise<SealedText> => {
  const key = verifyCurve(createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' }));
  const recipientPublicKey = await suite.kem.importKey('raw', rawOf(key, 'x'), true);
  const { enc, ct } = await suite.seal(
    { recipientPublicKey, info: INFO },
    new TextEncoder().encode(secret),
    canonicalBytes(purpose),
  );
  return { keyId, sealed: Buffer.concat([Buffer.from(enc), Buffer.from(ct)]).toString('base64') };
};

/** What was sealed for exactly this purpose; `undefined` when it was sealed to another key, for another purpose, or damaged. */
export const openWebhookSecret = async (
  privateKeyPem: string,
  purpose: SecretPurpose,
  { keyId, sealed }: SealedText,
): Promise<string | undefined> => {
  const key = verifyCurve(createPrivateKey(privateKeyPem));
  if (publicKeyOf(key).keyId !== keyId) return undefined;
  const bytes = new Uint8Array(Buffer.from(sealed, 'base64'));
  const recipientKey = await suite.kem.importKey('raw', rawOf(key, 'd'), false);
  try {
    const opened = await suite.open(
      { recipientKey, enc: bytes.slice(0, ENCAPSULATION_BYTES), info: INFO },
      bytes.slice(ENCAPSULATION_BYTES),
      canonicalBytes(purpose),
    );
    return new TextDecoder('utf-8', { fatal: true }).decode(opened);
  } catch {
    return undefined; // whichever of the three it is: the ciphertext does not say
  }
};

// RFC 8037: the public key of an X25519 JWK is `x`, the private one `d`, 32 bytes each.
const rawOf = (key: KeyObject, member: 'x' | 'd'): ArrayBuffer =>
  new Uint8Array(Buffer.from(String(key.export({ format: 'jwk' })[member]), 'base64url')).buffer;

const verifyCurve = (key: KeyObject): KeyObject => {
  if (key.asymmetricKeyType !== 'x25519') throw new TypeError('the key is no X25519 key');
  return key;
};
