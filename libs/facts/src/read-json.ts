import { sha256Hex } from '@policy-registry/kernel';

import {
  DOCUMENT_BYTES_MAX,
  type FactDocument,
  type FaultCode,
  type ImportFault,
  type JsonDocument,
  type Read,
  toFault,
} from './document.ts';
import { locateSyntaxFault } from './syntax-fault.ts';

/** Reads a document's bytes as UTF-8 JSON (RFC 8259; a byte order mark is skipped). */
export const readJson = (document: FactDocument): Read<JsonDocument> => {
  if (document.bytes.length > DOCUMENT_BYTES_MAX) {
    return refused(document, 'DOCUMENT_BYTES_EXCEEDED', `has more than ${DOCUMENT_BYTES_MAX} bytes`);
  }
  const text = decoded(document.bytes);
  if (text === undefined) return undecodable(document);
  try {
    const json: unknown = JSON.parse(text);
    return { ok: true, value: { name: document.name, digest: sha256Hex(document.bytes), json } };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, faults: [syntaxFault(document.name, text)] };
  }
};

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

// The longest readable beginning tells where the text broke, and whether it merely stops inside a character.
const undecodable = ({ name, bytes }: FactDocument): Read<JsonDocument> => {
  const offset = undecodableAt(bytes);
  const readable = decoded(bytes.slice(0, offset)) ?? '';
  const { pointer } = locateSyntaxFault(readable);
  const code = isPrefix(bytes) ? 'DOCUMENT_TRUNCATED' : 'DOCUMENT_NOT_UTF8';
  const problem = code === 'DOCUMENT_TRUNCATED' ? 'ends inside a character' : 'is not UTF-8';
  const detail = `${problem} at ${placeIn(readable, readable.length)}`;
  return { ok: false, faults: [toFault({ document: name, pointer, code, detail })] };
};

// A decoder that expects more accepts a character that is only begun.
const isPrefix = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
};

// Decoding with replacement characters and encoding again gives other bytes from the first fault on.
const undecodableAt = (bytes: Uint8Array): number => {
  const replaced = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const index = bytes.findIndex((byte, at) => byte !== replaced[at]);
  return index === -1 ? bytes.length : index;
};

const syntaxFault = (document: string, text: string): ImportFault => {
  const { pointer, index, isTruncated } = locateSyntaxFault(text);
  const code = isTruncated ? 'DOCUMENT_TRUNCATED' : 'DOCUMENT_NOT_JSON';
  const problem = isTruncated ? 'ends before its JSON does' : 'is not JSON';
  return toFault({ document, pointer, code, detail: `${problem} at ${placeIn(text, index)}` });
};

const SURROGATE_PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

// Lines and columns count from 1, columns in Unicode scalar values.
const placeIn = (text: string, index: number): string => {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  const onLine = before.slice(before.lastIndexOf('\n') + 1);
  const column = onLine.length - (onLine.match(SURROGATE_PAIRS)?.length ?? 0) + 1;
  return `line ${line}, column ${column} (byte ${new TextEncoder().encode(before).length})`;
};

const refused = ({ name }: FactDocument, code: FaultCode, detail: string): Read<JsonDocument> => ({
  ok: false,
  faults: [{ document: name, pointer: '', code, detail }],
});
