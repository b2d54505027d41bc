import { base32, canonicalBytes, compareBytewise, sha256Hex, sha256OfFields } from '@policy-registry/kernel';
import { z } from 'zod';

import { type ItemCounts, REJECTION_REASONS } from './counts.ts';
import { DOCUMENT_KINDS, type DocumentKind } from './document.ts';
import { UNDECIDED_REASONS } from './osv-range.ts';
import type { PairingCounts } from './pairings.ts';
import type { Shard } from './shards.ts';

/** The importer's name and version: the same raw documents and the same importer give the same snapshot. */
export const IMPORTER = 'registry-importer@1';

export const MANIFEST_SCHEMA = 'policy-registry.snapshot@1';

// 130 bits of a SHA-256.
const CURSOR_CHARACTERS = 26;

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().nonnegative();
const Counts = z.strictObject({
  received: Count,
  accepted: Count,
  rejected: z.partialRecord(z.enum(REJECTION_REASONS), Count),
  duplicate: Count,
});

/**
 * What a snapshot consists of, by digest. Names of documents are not in it: the same bytes under another name
 * are the same facts.
 */
export const SnapshotManifest = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  importer: z.literal(IMPORTER),
  /** By digest, then kind. */
  documents: z.array(
    z.strictObject({ digest: Digest, kind: z.enum(DOCUMENT_KINDS), sizeBytes: Count, counts: Counts }),
  ),
  tuples: Count,
  /** In the order of the tuples. */
  shards: z.array(z.strictObject({ digest: Digest, tuples: Count })),
  /** Kinds that came later are there when a document is of them. */
  counts: z.strictObject({
    total: Counts,
    trivy: Counts,
    openvex: Counts,
    options: Counts,
    grype: Counts.optional(),
    cyclonedx: Counts.optional(),
    spdx: Counts.optional(),
    osv: Counts.optional(),
    csaf: Counts.optional(),
    /** There when an advisory was given. */
    pairings: z
      .strictObject({
        received: Count,
        affected: Count,
        unaffected: Count,
        undecided: z.partialRecord(z.enum(UNDECIDED_REASONS), Count),
        duplicate: Count,
      })
      .optional(),
  }),
  /** What a scheduler calls the inputs of a run; derived from the documents. */
  inputs: z.strictObject({ sbomSet: z.array(z.string()), advisoryCursor: z.string(), vexCursor: z.string() }),
});
export type SnapshotManifest = z.infer<typeof SnapshotManifest>;

export type CountsByKind = Readonly<
  Record<'total' | 'trivy' | 'openvex' | 'options', ItemCounts> &
    Partial<Record<DocumentKind, ItemCounts>> & { pairings?: PairingCounts }
>;

/** One document as the manifest lists it. */
export type ManifestDocument = {
  readonly digest: string;
  readonly kind: DocumentKind;
  readonly sizeBytes: number;
  readonly counts: ItemCounts;
};

/** Builds the manifest. */
export const snapshotManifest = (parts: {
  readonly documents: readonly ManifestDocument[];
  readonly shards: readonly Shard[];
  readonly counts: CountsByKind;
}): SnapshotManifest => {
  const documents = parts.documents.toSorted(
    (a, b) => compareBytewise(a.digest, b.digest) || compareBytewise(a.kind, b.kind),
  );
  return {
    schema: MANIFEST_SCHEMA,
    importer: IMPORTER,
    documents: documents.map(({ digest, kind, sizeBytes, counts }) => ({ digest, kind, sizeBytes, counts })),
    tuples: parts.shards.reduce((sum, { tuples }) => sum + tuples, 0),
    shards: parts.shards.map(({ digest, tuples }) => ({ digest, tuples })),
    counts: parts.counts,
    inputs: inputsOf(documents),
  };
};

// The registry derives the same names from the documents' digests before the import has run.
const inputsOf = (documents: readonly ManifestDocument[]): SnapshotManifest['inputs'] => {
  const digestsOf = (kind: DocumentKind): string[] =>
    documents.filter((document) => document.kind === kind).map(({ digest }) => digest);
  const cursorOf = (kind: DocumentKind): string =>
    base32(sha256OfFields(kind, ...digestsOf(kind))).slice(0, CURSOR_CHARACTERS);
  return { sbomSet: digestsOf('trivy'), advisoryCursor: cursorOf('options'), vexCursor: cursorOf('openvex') };
};

/** The bytes that are stored, and whose SHA-256 names the snapshot. */
export const manifestBytes = (manifest: SnapshotManifest): Uint8Array => canonicalBytes(manifest);

export const manifestDigest = (manifest: SnapshotManifest): string => sha256Hex(manifestBytes(manifest));
