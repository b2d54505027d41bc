import { base32, canonicalBytes, compareBytewise, sha256Hex, sha256OfFields } from '@policy-registry/kernel';
import { z } from 'zod';

import { type ItemCounts, REJECTION_REASONS } from './counts.ts';
import { DOCUMENT_KINDS, type DocumentKind } from './document.ts';
import { SnapshotManifest1 } from './manifest-1.ts';
import { UNDECIDED_REASONS } from './osv-range.ts';
import type { PairingCounts } from './pairings.ts';
import { SnapshotStatistics } from './statistics.ts';

/** The importer's name and version: the same raw documents and the same importer give the same snapshot. */
export const IMPORTER = 'registry-importer@2';

export const MANIFEST_SCHEMA = 'policy-registry.snapshot@2';

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
const SnapshotManifest2 = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  importer: z.string(),
  /** By digest, then kind. */
  documents: z.array(
    z.strictObject({ digest: Digest, kind: z.enum(DOCUMENT_KINDS), sizeBytes: Count, counts: Counts }),
  ),
  tuples: Count,
  /** In the order of the tuples. */
  shards: z.array(z.strictObject({ digest: Digest, tuples: Count, sizeBytes: Count })),
  /** In total and by kind; kinds that came later are there when a document is of them. */
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
  statistics: SnapshotStatistics,
  /** What a scheduler calls the inputs of a run; derived from the documents. */
  inputs: z.strictObject({ sbomSet: z.array(z.string()), advisoryCursor: z.string(), vexCursor: z.string() }),
});
export type SnapshotManifest = z.infer<typeof SnapshotManifest2>;

/** A manifest of any version that was ever stored: both tell tuples, shards, documents and inputs alike. */
export const StoredManifest = z.discriminatedUnion('schema', [SnapshotManifest2, SnapshotManifest1]);
export type StoredManifest = z.infer<typeof StoredManifest>;

/** Reads a stored manifest; `undefined` when the bytes are none. */
export const readManifest = (bytes: Uint8Array): StoredManifest | undefined => {
  try {
    const parsed = StoredManifest.safeParse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // no text, or no JSON
  }
};

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

/** One shard as the manifest lists it. */
export type ManifestShard = { readonly digest: string; readonly tuples: number; readonly sizeBytes: number };

/** Builds the manifest. */
export const snapshotManifest = (parts: {
  readonly documents: readonly ManifestDocument[];
  readonly shards: readonly ManifestShard[];
  readonly counts: CountsByKind;
  readonly statistics: SnapshotStatistics;
}): SnapshotManifest => {
  const documents = parts.documents.toSorted(
    (a, b) => compareBytewise(a.digest, b.digest) || compareBytewise(a.kind, b.kind),
  );
  return {
    schema: MANIFEST_SCHEMA,
    importer: IMPORTER,
    documents: documents.map(({ digest, kind, sizeBytes, counts }) => ({ digest, kind, sizeBytes, counts })),
    tuples: parts.shards.reduce((sum, { tuples }) => sum + tuples, 0),
    shards: parts.shards.map(({ digest, tuples, sizeBytes }) => ({ digest, tuples, sizeBytes })),
    counts: parts.counts,
    statistics: parts.statistics,
    inputs: inputsOf(documents),
  };
};

/** The kinds whose documents say what there is: the scans and bills of materials of a run. */
const SBOM_KINDS: readonly DocumentKind[] = ['trivy', 'grype', 'cyclonedx', 'spdx'];
const ADVISORY_KINDS: readonly DocumentKind[] = ['options', 'osv'];
const VEX_KINDS: readonly DocumentKind[] = ['openvex', 'csaf'];

// The registry derives the same names from the documents' digests before the import has run.
const inputsOf = (documents: readonly ManifestDocument[]): SnapshotManifest['inputs'] => ({
  sbomSet: [
    ...new Set(documents.filter(({ kind }) => SBOM_KINDS.includes(kind)).map(({ digest }) => digest)),
  ],
  advisoryCursor: cursorOf(documents, ADVISORY_KINDS),
  vexCursor: cursorOf(documents, VEX_KINDS),
});

const cursorOf = (documents: readonly ManifestDocument[], kinds: readonly DocumentKind[]): string => {
  const fields = kinds.flatMap((kind) => {
    const digests = documents.filter((document) => document.kind === kind).map(({ digest }) => digest);
    // The first kind always takes part: cursors of imports without the others are as they were.
    return digests.length > 0 || kind === kinds[0] ? [kind, ...digests] : [];
  });
  return base32(sha256OfFields(...fields)).slice(0, CURSOR_CHARACTERS);
};

/** The bytes that are stored, and whose SHA-256 names the snapshot. */
export const manifestBytes = (manifest: SnapshotManifest): Uint8Array => canonicalBytes(manifest);

export const manifestDigest = (manifest: SnapshotManifest): string => sha256Hex(manifestBytes(manifest));
