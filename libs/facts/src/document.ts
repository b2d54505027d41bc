/** Documents given to one import, at most. */
export const DOCUMENTS_MAX = 1_000;
/** Bytes of one document, at most (64 MiB). */
export const DOCUMENT_BYTES_MAX = 67_108_864;
/** Tuples of one snapshot, at most. */
export const TUPLES_MAX = 500_000;
/** Faults reported for one document, at most. */
export const DOCUMENT_FAULTS_MAX = 20;
/** Faults reported for one import, at most. */
export const FAULTS_MAX = 50;

// A pointer and a remark may quote what a hostile document holds.
const POINTER_CHARACTERS_MAX = 300;
const DETAIL_CHARACTERS_MAX = 400;

export const DOCUMENT_KINDS = ['trivy', 'openvex', 'options'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** One raw document. The name serves messages alone and influences nothing that is stored. */
export type FactDocument = {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
};

/** A document that was read as JSON: what the readers of the formats work on. */
export type JsonDocument = { readonly name: string; readonly digest: string; readonly json: unknown };

export const FAULT_CODES = [
  'DOCUMENTS_ABSENT',
  'DOCUMENT_COUNT_EXCEEDED',
  'DOCUMENT_BYTES_EXCEEDED',
  'DOCUMENT_NOT_UTF8',
  'DOCUMENT_TRUNCATED',
  'DOCUMENT_NOT_JSON',
  'DOCUMENT_FORMAT_FOREIGN',
  'DOCUMENT_SHAPE_FOREIGN',
  'OPTIONS_REPEATED',
  'TUPLE_COUNT_EXCEEDED',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/**
 * Why nothing was imported: in which document and where. `pointer` is an RFC 6901 pointer; for text that is not
 * JSON it names the value that was being read, and `detail` says line, column and byte.
 */
export type ImportFault = {
  readonly document: string;
  readonly pointer: string;
  readonly code: FaultCode;
  readonly detail: string;
};

/** A fault whose texts are within their limits; a pointer that was cut ends in `…`. */
export const toFault = ({ document, pointer, code, detail }: ImportFault): ImportFault => ({
  document,
  pointer: clipped(pointer, POINTER_CHARACTERS_MAX),
  code,
  detail: clipped(detail, DETAIL_CHARACTERS_MAX),
});

const clipped = (text: string, charactersMax: number): string =>
  text.length <= charactersMax ? text : `${text.slice(0, charactersMax - 1).toWellFormed()}…`;

/** What a reader gives: a value, or the faults that kept it from one. */
export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly faults: readonly ImportFault[] };
