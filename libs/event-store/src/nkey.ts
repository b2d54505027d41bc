import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import { fromPublic, fromSeed } from '@nats-io/nkeys';

// The keys of broker users, for node:crypto: the library of their format signs in JavaScript, which takes a hundred
// times as long. It checks prefix and checksum of what is read here.

/** The private key in a seed. */
export const privateKeyOf = (seed: string): KeyObject => {
  fromSeed(new TextEncoder().encode(seed));
  return createPrivateKey({
    key: Buffer.concat([PKCS8_OF_ED25519, rawKeyOf(seed, SEED_PREFIX_BYTES)]),
    format: 'der',
    type: 'pkcs8',
  });
};

/** The public key in its text. */
export const publicKeyOf = (text: string): KeyObject => {
  fromPublic(text);
  return createPublicKey({
    key: Buffer.concat([SPKI_OF_ED25519, rawKeyOf(text, PUBLIC_PREFIX_BYTES)]),
    format: 'der',
    type: 'spki',
  });
};

// RFC 8410: what stands before the 32 bytes of an Ed25519 key in DER.
const PKCS8_OF_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_OF_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;
// A seed says what it is and of what kind of key; a public key only the latter.
const SEED_PREFIX_BYTES = 2;
const PUBLIC_PREFIX_BYTES = 1;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The bytes of a key in its text (RFC 4648 §6), which the key library has checked but does not give. */
const rawKeyOf = (text: string, prefixBytes: number): Uint8Array => {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes.slice(prefixBytes, prefixBytes + KEY_BYTES), (byte) =>
    Number.parseInt(byte, 2),
  );
};
