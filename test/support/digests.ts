import { createHash } from 'node:crypto';

// The rules of docs and API for digests and ids, written a second time: what the registry says is held against them.

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

export const sha256Bytes = (content: Uint8Array | string): Uint8Array =>
  createHash('sha256').update(content).digest();

/** RFC 4648 §6 in lower case, without padding. */
export const base32 = (bytes: Uint8Array): string => {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('');
};

/** SHA-256 over fields, each preceded by its length in bytes. */
export const sha256OfFields = (...fields: readonly string[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:`).update(field);
  return hash.digest();
};

/** The command that a scheduler's run stands for: the last token of its subject. */
export const runCommandId = (tenant: string, runId: string): string => base32(sha256OfFields(tenant, runId));

/** The id of what a command brings into being. */
export const idFromCommand = (commandId: string): string => commandId.slice(0, 26);
