import { sha256Bytes } from '@policy-registry/kernel';

import { fromBase64, toBase64 } from './base64.ts';

/** Signature types of C2SP signed-note: a log signs with `ed25519`, a witness with `cosignature`. */
export const SIGNATURE_TYPES = { ed25519: 1, cosignature: 4 } as const;
export type SignatureType = keyof typeof SIGNATURE_TYPES;

/** A key whose signatures on notes are known by its name and its id together. */
export type NoteKey<Type extends SignatureType = SignatureType> = {
  readonly name: string;
  readonly type: Type;
  /** 32 bytes of RFC 8032. */
  readonly publicKey: Uint8Array;
};

const PUBLIC_KEY_BYTES = 32;
const ID_BYTES = 4;

/** Non-empty, without white space, plus and control characters. */
export const isKeyName = (text: string): boolean => /^[^\s+\p{Cc}]{1,255}$/u.test(text);

/** C2SP signed-note: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), in hexadecimal. */
export const keyIdOf = ({ name, type, publicKey }: NoteKey): string =>
  toHex(
    sha256Bytes(joined(new TextEncoder().encode(`${name}\n`), typed(type, publicKey))).subarray(0, ID_BYTES),
  );

/** `<name>+<id>+<base64 of type ‖ public key>`: how tools are told of a key. */
export const formatVkey = (key: NoteKey): string =>
  `${key.name}+${keyIdOf(key)}+${toBase64(typed(key.type, key.publicKey))}`;

/** `undefined` for what is no key of a type that is known here, or has another id than its own. */
export const parseVkey = (text: string): NoteKey | undefined => {
  const [, name = '', encoded = ''] = /^([^+]+)\+[0-9a-f]{8}\+(.+)$/.exec(text) ?? [];
  const [code, ...publicKey] = fromBase64(encoded) ?? [];
  const type = code === undefined ? undefined : typeOf(code);
  if (!isKeyName(name) || type === undefined || publicKey.length !== PUBLIC_KEY_BYTES) return undefined;
  const key = { name, type, publicKey: Uint8Array.from(publicKey) };
  return formatVkey(key) === text ? key : undefined;
};

const typeOf = (code: number): SignatureType | undefined => {
  if (code === SIGNATURE_TYPES.ed25519) return 'ed25519';
  return code === SIGNATURE_TYPES.cosignature ? 'cosignature' : undefined;
};

const typed = (type: SignatureType, publicKey: Uint8Array): Uint8Array =>
  joined(Uint8Array.of(SIGNATURE_TYPES[type]), publicKey);

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => Uint8Array.of(...one, ...other);

export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
