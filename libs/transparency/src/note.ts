import { fromBase64, toBase64 } from './base64.ts';
import { isKeyName, toHex } from './note-key.ts';

/** Longest note, and most signatures on one, that are looked at. */
export const NOTE_CHARACTERS_MAX = 64 * 1024;
export const NOTE_SIGNATURES_MAX = 64;

export type NoteSignature = {
  readonly name: string;
  /** Of the key, in hexadecimal. */
  readonly keyId: string;
  readonly signature: Uint8Array;
};

/** A text, which ends in a newline, and whose keys say what of it (C2SP signed-note). */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] };

const ID_BYTES = 4;

export const formatNote = ({ text, signatures }: Note): string =>
  `${text}\n${signatures.map(formatSignature).join('')}`;

/** `undefined` for what is no note. Nothing is said of its signatures yet: see `verifyCheckpoint`. */
export const parseNote = (content: string): Note | undefined => {
  if (content.length > NOTE_CHARACTERS_MAX || /[^\P{Cc}\n]/u.test(content)) return undefined;
  const end = content.lastIndexOf('\n\n');
  if (end < 0 || !content.endsWith('\n')) return undefined;
  const lines = content.slice(end + 2, -1).split('\n');
  const signatures = lines.map(parseSignature).filter((signature) => signature !== undefined);
  if (signatures.length < lines.length || signatures.length > NOTE_SIGNATURES_MAX) return undefined;
  return { text: content.slice(0, end + 1), signatures };
};

export const formatSignature = ({ name, keyId, signature }: NoteSignature): string => {
  const id = keyId.match(/../g) ?? [];
  return `— ${name} ${toBase64(Uint8Array.of(...id.map((byte) => Number.parseInt(byte, 16)), ...signature))}\n`;
};

/** One line of signature, without its newline. */
export const parseSignature = (line: string): NoteSignature | undefined => {
  const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= ID_BYTES) return undefined;
  return { name, keyId: toHex(bytes.subarray(0, ID_BYTES)), signature: bytes.subarray(ID_BYTES) };
};
