import { createCipheriv, createDecipheriv } from 'node:crypto';

// AES-256-GCM (NIST SP 800-38D) as `version ‖ nonce ‖ ciphertext ‖ tag`.
const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
export const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Something sealed cannot be opened: another key, tenant or purpose, other bytes, or another version. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export type Sealing = {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly content: Uint8Array;
  /** Bound to the sealed bytes without being in them. */
  readonly associated: Uint8Array;
};

export const seal = ({ key, nonce, content, associated }: Sealing): Uint8Array => {
  const cipher = createCipheriv(ALGORITHM, verifiedKey(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associated);
  const parts = [Uint8Array.of(VERSION), nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return Uint8Array.from(Buffer.concat(parts));
};

/** Throws {@link SealBroken}. */
export const unseal = ({
  key,
  sealed,
  associated,
}: {
  readonly key: Uint8Array;
  readonly sealed: Uint8Array;
  readonly associated: Uint8Array;
}): Uint8Array => {
  if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES) throw new SealBroken('the sealed bytes are too short');
  if (sealed[0] !== VERSION) throw new SealBroken(`version ${sealed[0]} of sealed bytes is not known`);
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const content = sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, verifiedKey(key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Uint8Array.from(Buffer.concat([decipher.update(content), decipher.final()]));
  } catch (error) {
    throw new SealBroken('the sealed bytes do not open with this key, tenant and purpose', { cause: error });
  }
};

const verifiedKey = (key: Uint8Array): Uint8Array => {
  if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
  return key;
};
