import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/** The public half of a signing key. */
export type PublicKey = {
  /** SHA-256 of the DER SubjectPublicKeyInfo: what a pin holds and a bundle's hint names. */
  readonly keyId: string;
  /** Base64 of the DER SubjectPublicKeyInfo. */
  readonly spki: string;
};

/** A new EC P-256 key as PKCS#8 PEM. The caller writes it where only the signer reads. */
export const newSigningKeyPem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

/** The public half of a PKCS#8 PEM key. Throws when the text is no EC P-256 private key. */
export const publicKeyOfPem = (pem: string): PublicKey => publicKeyOf(privateKeyOf(pem));

/** Reads a PKCS#8 PEM key. Throws when the text is no EC P-256 private key. */
export const privateKeyOf = (pem: string): KeyObject => verifyCurve(createPrivateKey(pem));

/** Reads a base64 DER SubjectPublicKeyInfo. Throws when it is no EC P-256 key. */
export const publicKeyOfSpki = (spki: string): KeyObject =>
  verifyCurve(createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' }));

/** The public half of a key. */
export const publicKeyOf = (key: KeyObject): PublicKey => {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return { keyId: createHash('sha256').update(der).digest('hex'), spki: der.toString('base64') };
};

/** SHA-256 of the bytes of a base64 text: the key id that belongs to an SPKI. */
export const keyIdOfSpki = (spki: string): string =>
  createHash('sha256').update(Buffer.from(spki, 'base64')).digest('hex');

const verifyCurve = (key: KeyObject): KeyObject => {
  // Node names the curve P-256 by its X9.62 name.
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new TypeError('the key is no EC P-256 key');
  }
  return key;
};
