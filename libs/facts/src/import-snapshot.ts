import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { addCounts, countFates, type ItemCounts, NO_ITEMS } from './counts.ts';
import {
  type DocumentKind,
  DOCUMENTS_MAX,
  type FactDocument,
  FAULTS_MAX,
  type ImportFault,
  type JsonDocument,
  type Read,
  TUPLES_MAX,
} from './document.ts';
import { joinFacts } from './join-facts.ts';
import {
  type CountsByKind,
  manifestBytes,
  manifestDigest,
  type SnapshotManifest,
  snapshotManifest,
} from './manifest.ts';
import { readOpenVex, type VexDocument } from './openvex.ts';
import { countEntries, type ImportOptions, readOptions } from './options.ts';
import { readJson } from './read-json.ts';
import { type Shard, toShards } from './shards.ts';
import { readTrivy, type Scan } from './trivy.ts';

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
  const reads = documents.map(readDocument);
  const { distinct, repeated } = distinctBy(reads.flatMap((read) => (read.ok ? [read.value] : [])));
  const faults = [...reads.flatMap((read) => (read.ok ? [] : read.faults)), ...faultsOfOptions(distinct)];
  return faults.length > 0
    ? { ok: false, faults: faults.slice(0, FAULTS_MAX) }
    : toSnapshot(distinct, repeated);
};

type Content =
  | { readonly kind: 'trivy'; readonly scan: Scan }
  | { readonly kind: 'openvex'; readonly vex: VexDocument }
  | { readonly kind: 'options'; readonly options: ImportOptions };

type ReadDocument = {
  readonly name: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly content: Content;
};

const readDocument = (document: FactDocument): Read<ReadDocument> => {
  const json = readJson(document);
  if (!json.ok) return json;
  const content = readContent(document.kind, json.value);
  if (!content.ok) return content;
  const { name, digest } = json.value;
  return { ok: true, value: { name, digest, sizeBytes: document.bytes.length, content: content.value } };
};

const readContent = (kind: DocumentKind, document: JsonDocument): Read<Content> => {
  switch (kind) {
    case 'trivy':
      return mapped(readTrivy(document), (scan) => ({ kind, scan }));
    case 'openvex':
      return mapped(readOpenVex(document), (vex) => ({ kind, vex }));
    case 'options':
      return mapped(readOptions(document), (options) => ({ kind, options }));
  }
};

const mapped = <From, To>(read: Read<From>, map: (value: From) => To): Read<To> =>
  read.ok ? { ok: true, value: map(read.value) } : read;

const distinctBy = (documents: readonly ReadDocument[]) => {
  const distinct = new Map<string, ReadDocument>();
  const repeated: string[] = [];
  for (const document of documents) {
    const key = `${document.digest} ${document.content.kind}`;
    if (distinct.has(key)) repeated.push(document.name);
    else distinct.set(key, document);
  }
  const inOrder = [...distinct].toSorted(([a], [b]) => compareBytewise(a, b)).map(([, document]) => document);
  return { distinct: inOrder, repeated };
};

// Two of them could disagree, and the importer decides nothing.
const faultsOfOptions = (documents: readonly ReadDocument[]): ImportFault[] =>
  documents
    .filter(({ content }) => content.kind === 'options')
    .slice(1)
    .map(({ name }) => ({
      document: name,
      pointer: '',
      code: 'OPTIONS_REPEATED',
      detail: 'is another options document; one import reads at most one',
    }));

const toSnapshot = (documents: readonly ReadDocument[], repeated: readonly string[]): SnapshotImport => {
  const contents = documents.map(({ content }) => content);
  const scans = contents.flatMap((content) => (content.kind === 'trivy' ? [content.scan] : []));
  const { tuples, fates } = joinFacts({
    scans,
    claims: contents.flatMap((content) => (content.kind === 'openvex' ? content.vex.claims : [])),
    options: contents.find((content) => content.kind === 'options')?.options,
  });
  if (tuples.length > TUPLES_MAX)
    return refused('TUPLE_COUNT_EXCEEDED', `gives more than ${TUPLES_MAX} tuples`);

  const fatesOfScan = new Map(scans.map((scan, index) => [scan, fates[index] ?? []]));
  const counted = documents.map(({ name, digest, sizeBytes, content }) => {
    const kind = content.kind;
    return {
      name,
      digest,
      sizeBytes,
      kind,
      counts: countsOf(content, (scan) => fatesOfScan.get(scan) ?? []),
    };
  });
  const counts = countsByKind(counted);
  const shards = toShards(tuples);
  const manifest = snapshotManifest({ documents: counted, shards, counts });
  return {
    ok: true,
    tuples,
    shards,
    manifest,
    manifestBytes: manifestBytes(manifest),
    digest: manifestDigest(manifest),
    counts: {
      ...counts,
      documents: counted.map(({ name, digest, kind, counts }) => ({
        document: name,
        digest,
        kind,
        ...counts,
      })),
    },
    repeated,
  };
};

const countsOf = (
  content: Content,
  fatesOf: (scan: Scan) => Parameters<typeof countFates>[0],
): ItemCounts => {
  switch (content.kind) {
    case 'trivy':
      return countFates(fatesOf(content.scan));
    case 'openvex':
      return countFates(content.vex.fates);
    case 'options': {
      const entries = countEntries(content.options);
      return { ...NO_ITEMS, received: entries, accepted: entries };
    }
  }
};

const countsByKind = (
  documents: readonly { readonly kind: DocumentKind; readonly counts: ItemCounts }[],
): CountsByKind => {
  const sumOf = (kind?: DocumentKind): ItemCounts =>
    documents
      .filter((document) => kind === undefined || document.kind === kind)
      .reduce((sum, { counts }) => addCounts(sum, counts), NO_ITEMS);
  return { total: sumOf(), trivy: sumOf('trivy'), openvex: sumOf('openvex'), options: sumOf('options') };
};

const refused = (code: ImportFault['code'], detail: string): SnapshotImport => ({
  ok: false,
  faults: [{ document: '', pointer: '', code, detail }],
});
