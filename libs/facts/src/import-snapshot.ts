import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise, sha256Hex } from '@policy-registry/kernel';

import { advisoryJoin, type Pairing } from './advisory-join.ts';
import { addCounts, type ItemCounts, NO_ITEMS } from './counts.ts';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  DOCUMENTS_MAX,
  type FactDocument,
  FAULTS_MAX,
  type ImportFault,
  TUPLES_MAX,
} from './document.ts';
import { identityOf, sorted, tupleJoin } from './join-facts.ts';
import {
  type CountsByKind,
  manifestBytes,
  manifestDigest,
  type SnapshotManifest,
  snapshotManifest,
} from './manifest.ts';
import type { ImportOptions } from './options.ts';
import type { OsvAdvisory } from './osv.ts';
import { countPairings, type PairingCounts, type PairingFate } from './pairings.ts';
import { type OpenDocument, openDocument, type Pass } from './read-document.ts';
import type { ScanFinding } from './scan-finding.ts';
import { type Shard, toShards } from './shards.ts';
import type { VexClaim } from './vex-claim.ts';

/** What became of one document's items. */
export type DocumentCounts = ItemCounts & {
  readonly document: string;
  readonly digest: string;
  readonly kind: DocumentKind;
};

export type ImportCounts = CountsByKind & { readonly documents: readonly DocumentCounts[] };

/** A whole snapshot, or every fault that keeps it from being one: nothing in between. */
export type SnapshotImport =
  | {
      readonly ok: true;
      readonly tuples: readonly FindingTuple[];
      readonly shards: readonly Shard[];
      readonly manifest: SnapshotManifest;
      /** The manifest as it is stored; `digest` is their SHA-256 and names the snapshot. */
      readonly manifestBytes: Uint8Array;
      readonly digest: string;
      readonly counts: ImportCounts;
      /** Names of documents whose bytes had been given before, of the same kind: they count once. */
      readonly repeated: readonly string[];
    }
  | { readonly ok: false; readonly faults: readonly ImportFault[] };

/**
 * Derives a snapshot from raw documents. The same documents give the same digest, whatever their order and
 * names ({@link IMPORTER} names the version of this function). It merges and decides nothing.
 */
export const importSnapshot = (documents: readonly FactDocument[]): SnapshotImport => {
  if (documents.length === 0) return refused('DOCUMENTS_ABSENT', 'no document was given');
  if (documents.length > DOCUMENTS_MAX) {
    return refused('DOCUMENT_COUNT_EXCEEDED', `more than ${DOCUMENTS_MAX} documents were given`);
  }
  const { distinct, repeated } = distinctBy(documents);
  const found: Found = {
    claims: [],
    options: [],
    advisories: [],
    tuples: [],
    pairings: new Map(),
    seen: new Set(),
    toTuple: undefined,
    pairingsOf: undefined,
  };
  const opened = distinct.map((document) => ({ document, reading: open(document, found) }));
  const inGivenOrder = opened.toSorted((a, b) => a.document.position - b.document.position);

  const surveyed = inGivenOrder.flatMap(({ document, reading }) => run(reading.survey(), document));
  const faults = [...surveyed, ...faultsOfOptions(distinct)];
  if (faults.length > 0) return { ok: false, faults: faults.slice(0, FAULTS_MAX) };

  found.toTuple = tupleJoin({ ...found, options: found.options[0] });
  found.pairingsOf = advisoryJoin(found.advisories);
  const read = opened.flatMap(({ document, reading }) => {
    const items = reading.items();
    return items === undefined ? [] : run(items, document);
  });
  if (read.length > 0) return { ok: false, faults: read.slice(0, FAULTS_MAX) };
  if (found.tuples.length > TUPLES_MAX)
    return refused('TUPLE_COUNT_EXCEEDED', `gives more than ${TUPLES_MAX} tuples`);
  const pairings = found.advisories.length === 0 ? undefined : countPairings(found.pairings);
  return toSnapshot(opened, { tuples: sorted(found.tuples), pairings }, repeated);
};

type Distinct = FactDocument & { readonly digest: string; readonly position: number };
type Opened = { readonly document: Distinct; readonly reading: OpenDocument };

type Found = {
  readonly claims: VexClaim[];
  readonly options: ImportOptions[];
  readonly tuples: FindingTuple[];
  readonly advisories: OsvAdvisory[];
  readonly pairings: Map<PairingFate, number>;
  readonly seen: Set<string>;
  toTuple: ReturnType<typeof tupleJoin> | undefined;
  pairingsOf: ReturnType<typeof advisoryJoin> | undefined;
};

const open = (document: Distinct, found: Found): OpenDocument => {
  const reading: OpenDocument = openDocument(document, {
    claim: (claim) => found.claims.push(claim),
    options: (options) => found.options.push(options),
    advisory: (advisory) => found.advisories.push(advisory),
    finding: (finding) => {
      if (!addFinding(finding, found)) reading.findingWasDuplicate();
    },
    component: (component) => {
      for (const pairing of found.pairingsOf?.(component) ?? []) addPairing(pairing, found);
    },
  });
  return reading;
};

const addFinding = (finding: ScanFinding, found: Found): boolean => {
  const identity = identityOf(finding);
  if (found.seen.has(identity)) return false;
  found.seen.add(identity);
  if (found.toTuple !== undefined) found.tuples.push(found.toTuple(finding));
  return true;
};

const addPairing = (pairing: Pairing, found: Found): void => {
  const isDuplicate = pairing.fate === 'affected' && !addFinding(pairing.finding, found);
  const fate = isDuplicate ? 'duplicate' : pairing.fate;
  found.pairings.set(fate, (found.pairings.get(fate) ?? 0) + 1);
};

const run = (pass: Pass, { bytes }: FactDocument): readonly ImportFault[] => {
  pass.push(bytes);
  return pass.end();
};

const distinctBy = (documents: readonly FactDocument[]) => {
  const distinct = new Map<string, Distinct>();
  const repeated: string[] = [];
  for (const [position, document] of documents.entries()) {
    const digest = sha256Hex(document.bytes);
    const key = `${digest} ${document.kind}`;
    if (distinct.has(key)) repeated.push(document.name);
    else distinct.set(key, { ...document, digest, position });
  }
  const inOrder = [...distinct].toSorted(([a], [b]) => compareBytewise(a, b)).map(([, document]) => document);
  return { distinct: inOrder, repeated };
};

// Two of them could disagree, and the importer decides nothing.
const faultsOfOptions = (documents: readonly Distinct[]): ImportFault[] =>
  documents
    .filter(({ kind }) => kind === 'options')
    .slice(1)
    .map(({ name }) => ({
      document: name,
      pointer: '',
      code: 'OPTIONS_REPEATED',
      detail: 'is another options document; one import reads at most one',
    }));

const toSnapshot = (
  opened: readonly Opened[],
  { tuples, pairings }: { tuples: readonly FindingTuple[]; pairings: PairingCounts | undefined },
  repeated: readonly string[],
): SnapshotImport => {
  const documents = opened.map(({ document: { name, digest, kind, bytes }, reading }) => ({
    name,
    digest,
    kind,
    sizeBytes: bytes.length,
    counts: reading.counts(),
  }));
  const counts = { ...countsByKind(documents), ...(pairings && { pairings }) };
  const shards = toShards(tuples);
  const manifest = snapshotManifest({ documents, shards, counts });
  return {
    ok: true,
    tuples,
    shards,
    manifest,
    manifestBytes: manifestBytes(manifest),
    digest: manifestDigest(manifest),
    counts: {
      ...counts,
      documents: documents.map(({ name, digest, kind, counts: own }) => ({
        document: name,
        digest,
        kind,
        ...own,
      })),
    },
    repeated,
  };
};

const countsByKind = (
  documents: readonly { readonly kind: DocumentKind; readonly counts: ItemCounts }[],
): CountsByKind => {
  const sumOf = (kind?: DocumentKind): ItemCounts =>
    documents
      .filter((document) => kind === undefined || document.kind === kind)
      .reduce((sum, { counts }) => addCounts(sum, counts), NO_ITEMS);
  const given = new Set(documents.map(({ kind }) => kind));
  return {
    total: sumOf(),
    trivy: sumOf('trivy'),
    openvex: sumOf('openvex'),
    options: sumOf('options'),
    ...Object.fromEntries(
      DOCUMENT_KINDS.filter((kind) => given.has(kind)).map((kind) => [kind, sumOf(kind)]),
    ),
  };
};

const refused = (code: ImportFault['code'], detail: string): SnapshotImport => ({
  ok: false,
  faults: [{ document: '', pointer: '', code, detail }],
});
