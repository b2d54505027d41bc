import { sha256Bytes } from '@policy-registry/kernel';

/** SHA-256, 32 bytes. */
export type Hash = Uint8Array;
export const HASH_BYTES = 32;

/** The root of a tree without leaves (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Hash = sha256Bytes(new Uint8Array());

const LEAF = 0;
const NODE = 1;

/** RFC 9162 §2.1.1: leaves and nodes are hashed apart, so that no node can pass for a leaf. */
export const leafHash = (entry: Uint8Array): Hash => {
  const bytes = new Uint8Array(1 + entry.length);
  bytes[0] = LEAF;
  bytes.set(entry, 1);
  return sha256Bytes(bytes);
};

export const nodeHash = (left: Hash, right: Hash): Hash => {
  const bytes = new Uint8Array(1 + 2 * HASH_BYTES);
  bytes[0] = NODE;
  bytes.set(left, 1);
  bytes.set(right, 1 + HASH_BYTES);
  return sha256Bytes(bytes);
};

export const isSameHash = (one: Hash, other: Hash): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
