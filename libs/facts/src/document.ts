/** Documents given to one import, at most. */
export const DOCUMENTS_MAX = 1_000;
/** Bytes of one document, at most (2 GiB). */
export const DOCUMENT_BYTES_MAX = 2_147_483_648;
/** Bytes of one value that a reader asks for, at most (64 MiB): it is held in memory, the document is not. */
export const VALUE_BYTES_MAX = 67_108_864;
/** Arrays and objects within each other, at most. */
export const DEPTH_MAX = 1_000;
/** Tuples of one snapshot, at most. */
export const TUPLES_MAX = 5_000_000;
/**
 * What an import holds in memory for its findings to be joined to, at most: statements and each of their products,
 * advisories with each of their packages, versions and ranges, and components that other parts of a document refer to.
 */
export const HELD_FACTS_MAX = 500_000;
/** Faults reported for one document, at most. */
export const DOCUMENT_FAULTS_MAX = 20;
/** Faults reported for one import, at most. */
export const FAULTS_MAX = 50;

// A pointer and a remark may quote what a hostile document holds.
const POINTER_CHARACTERS_MAX = 300;
const DETAIL_CHARACTERS_MAX = 400;

export const DOCUMENT_KINDS = [
  'trivy',
  'grype',
  'cyclonedx',
  'spdx',
  'osv',
  'openvex',
  'csaf',
  'options',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** One raw document in memory. The name serves messages alone and influences nothing that is stored. */
export type FactDocument = {
  readonly name: string;
  readonly kind: DocumentKind;
  readonly bytes: Uint8Array;
};

/** A document by its name in messages and the SHA-256 of its bytes: all that readers know of it beside its values. */
export type DocumentName = { readonly name: string; readonly digest: string };

export const FAULT_CODES = [
  'DOCUMENTS_ABSENT',
  'DOCUMENT_COUNT_EXCEEDED',
  'DOCUMENT_BYTES_EXCEEDED',
  'DOCUMENT_VALUE_EXCEEDED',
  'DOCUMENT_NOT_UTF8',
  'DOCUMENT_TRUNCATED',
  'DOCUMENT_NOT_JSON',
  'DOCUMENT_FORMAT_FOREIGN',
  'DOCUMENT_SHAPE_FOREIGN',
  'OPTIONS_REPEATED',
  'HELD_FACTS_EXCEEDED',
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
