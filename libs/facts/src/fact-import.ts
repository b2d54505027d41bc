import { compareBytewise } from '@policy-registry/kernel';

import { advisoryJoin } from './advisory-join.ts';
import { addCounts, type ItemCounts, NO_ITEMS } from './counts.ts';
import {
  DOCUMENT_KINDS,
  type DocumentKind,
  DOCUMENTS_MAX,
  FAULTS_MAX,
  HELD_FACTS_MAX,
  type ImportFault,
  TUPLES_MAX,
} from './document.ts';
import { tupleJoin } from './join-facts.ts';
import {
  type CountsByKind,
  manifestBytes,
  type ManifestShard,
  manifestDigest,
  type SnapshotManifest,
  snapshotManifest,
} from './manifest.ts';
import type { ImportOptions } from './options.ts';
import type { OsvAdvisory } from './osv.ts';
import { countPairings, type PairingCounts, type PairingFate } from './pairings.ts';
import { type OpenDocument, openDocument } from './read-document.ts';
import type { SnapshotStatistics } from './statistics.ts';
import { NO_ITEM, toRecord, type TupleRecord } from './tuple-record.ts';
import type { VexClaim } from './vex-claim.ts';

/** What became of one document's items. */
export type DocumentCounts = ItemCounts & {
  readonly document: string;
  readonly digest: string;
  readonly kind: DocumentKind;
};

export type ImportCounts = CountsByKind & { readonly documents: readonly DocumentCounts[] };

/** Why there is no snapshot. */
export type ImportRefused = { readonly ok: false; readonly faults: readonly ImportFault[] };

/** A snapshot whose shards are kept elsewhere. */
export type Imported = {
  readonly ok: true;
  readonly manifest: SnapshotManifest;
  /** The manifest as it is stored; `digest` is their SHA-256 and names the snapshot. */
  readonly manifestBytes: Uint8Array;
  readonly digest: string;
  readonly counts: ImportCounts;
  /** Names of documents whose bytes had been given before, of the same kind: they count once. */
  readonly repeated: readonly string[];
};

/** A document of an import: the first of its bytes and kind. */
export type ImportDocument = { readonly name: string; readonly digest: string; readonly kind: DocumentKind };

export type OpenImport<Document> = {
  /** In the order given. */
  readonly given: readonly { readonly document: Document; readonly reading: OpenDocument }[];
  /** By digest, then kind: the order in which findings are read, so that it never matters who was named first. */
  readonly inOrder: readonly { readonly document: Document; readonly reading: OpenDocument }[];
  /** Ends the survey with its faults; after it the second passes may run. */
  readonly surveyed: (faults: readonly ImportFault[]) => ImportRefused | undefined;
  /** A record with the key of an earlier one. */
  readonly duplicate: (source: number) => void;
  readonly finish: (parts: {
    readonly shards: readonly ManifestShard[];
    readonly statistics: SnapshotStatistics;
  }) => Imported;
};

/** What both ways of importing share: the documents of one import, and what they are joined by. */
export const openImport = <Document extends ImportDocument>(
  documents: readonly Document[],
  emit: (record: TupleRecord) => void,
): OpenImport<Document> | ImportRefused => {
  if (documents.length === 0) return refused('DOCUMENTS_ABSENT', 'no document was given');
  if (documents.length > DOCUMENTS_MAX)
    return refused('DOCUMENT_COUNT_EXCEEDED', `more than ${DOCUMENTS_MAX} documents were given`);

  const { distinct, repeated } = distinctBy(documents);
  const known: Known = { claims: [], advisories: [], options: [] };
  const pairings = new Map<PairingFate, number>();
  let joins: Joins | undefined;
  let heldFacts = 0;

  const inOrder = distinct.map(({ document, position }, source) => {
    const reading = openDocument(document, {
      hold: (facts) => {
        heldFacts += facts;
        return heldFacts <= HELD_FACTS_MAX;
      },
      claim: (claim) => known.claims.push(claim),
      advisory: (advisory) => known.advisories.push(advisory),
      options: (found) => known.options.push(found),
      finding: (finding) => {
        if (joins !== undefined) emit(toRecord(joins.toTuple(finding), source));
      },
      component: (component) => {
        for (const pairing of joins?.pairingsOf(component) ?? []) {
          add(pairings, pairing.fate, 1);
          if (pairing.fate === 'affected' && joins !== undefined)
            emit(toRecord(joins.toTuple(pairing.finding), NO_ITEM));
        }
      },
    });
    return { document, position, reading };
  });

  return {
    given: inOrder.toSorted((a, b) => a.position - b.position),
    inOrder,
    surveyed: (found) => {
      const faults = [...found, ...faultsOfOptions(distinct.map(({ document }) => document))];
      if (faults.length > 0) return { ok: false, faults: faults.slice(0, FAULTS_MAX) };
      const { claims, advisories, options } = known;
      joins = {
        toTuple: tupleJoin({ claims, advisories, options: options[0] }),
        pairingsOf: advisoryJoin(advisories),
      };
      return undefined;
    },
    duplicate: (source) => {
      inOrder[source]?.reading.findingWasDuplicate();
      if (source !== NO_ITEM) return;
      add(pairings, 'affected', -1);
      add(pairings, 'duplicate', 1);
    },
    finish: (parts) => {
      const counted = known.advisories.length === 0 ? undefined : countPairings(pairings);
      return finished(inOrder, { ...parts, repeated, pairings: counted });
    },
  };
};

/** What the surveys gave. */
type Known = {
  readonly claims: VexClaim[];
  readonly advisories: OsvAdvisory[];
  readonly options: ImportOptions[];
};

type Joins = {
  readonly toTuple: ReturnType<typeof tupleJoin>;
  readonly pairingsOf: ReturnType<typeof advisoryJoin>;
};

const add = (counts: Map<PairingFate, number>, fate: PairingFate, pairings: number): void => {
  counts.set(fate, (counts.get(fate) ?? 0) + pairings);
};

export const refused = (code: ImportFault['code'], detail: string): ImportRefused => ({
  ok: false,
  faults: [{ document: '', pointer: '', code, detail }],
});

export const tooManyTuples = (): ImportRefused =>
  refused('TUPLE_COUNT_EXCEEDED', `gives more than ${TUPLES_MAX} tuples`);

const distinctBy = <Document extends ImportDocument>(documents: readonly Document[]) => {
  const distinct = new Map<string, { document: Document; position: number }>();
  const repeated: string[] = [];
  for (const [position, document] of documents.entries()) {
    const key = `${document.digest} ${document.kind}`;
    if (distinct.has(key)) repeated.push(document.name);
    else distinct.set(key, { document, position });
  }
  const inOrder = [...distinct].toSorted(([a], [b]) => compareBytewise(a, b)).map(([, found]) => found);
  return { distinct: inOrder, repeated };
};

// Two of them could disagree, and the importer decides nothing.
const faultsOfOptions = (documents: readonly ImportDocument[]): ImportFault[] =>
  documents
    .filter(({ kind }) => kind === 'options')
    .slice(1)
    .map(({ name }) => ({
      document: name,
      pointer: '',
      code: 'OPTIONS_REPEATED',
      detail: 'is another options document; one import reads at most one',
    }));

type Finish = Parameters<OpenImport<ImportDocument>['finish']>[0] & {
  readonly repeated: readonly string[];
  readonly pairings: PairingCounts | undefined;
};

const finished = (
  opened: readonly { readonly document: ImportDocument; readonly reading: OpenDocument }[],
  { shards, statistics, repeated, pairings }: Finish,
): Imported => {
  const documents = opened.map(({ document: { name, digest, kind }, reading }) => ({
    name,
    digest,
    kind,
    sizeBytes: reading.sizeBytes(),
    counts: reading.counts(),
  }));
  const counts = { ...countsByKind(documents), ...(pairings && { pairings }) };
  const manifest = snapshotManifest({ documents, shards, counts, statistics });
  return {
    ok: true,
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
