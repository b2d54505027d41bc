import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import fc from 'fast-check';

import { DOCUMENTS_MAX, type FactDocument, FAULTS_MAX } from './document.ts';
import { documentOf, openVex, opensslFinding, trivyReport } from './testing/documents.ts';
import { importSnapshot } from './import-snapshot.ts';
import { manifestDigest, readManifest } from './manifest.ts';
import { OPTIONS_SCHEMA } from './options.ts';
import { readShard } from './shards.ts';

const scanOf = (image: string, ...packages: readonly string[]): FactDocument =>
  documentOf(
    'trivy',
    trivyReport(
      packages.map((name) => ({
        ...opensslFinding,
        PkgName: name,
        PkgIdentifier: { PURL: `pkg:npm/${name}@1.0.0` },
      })),
      { ArtifactName: image, Metadata: {} },
    ),
    `${image}.json`,
  );

const statement = (status: string) => ({
  vulnerability: { name: 'CVE-2023-0286' },
  products: ['pkg:npm/b'],
  status,
});

const documents: readonly FactDocument[] = [
  scanOf('registry.example/b', 'a', 'b', 'Ä', '\u{1f600}', '\uffee'),
  scanOf('registry.example/a', 'b', 'a'),
  scanOf('registry.example/b', 'b', 'c'),
  documentOf('openvex', openVex([statement('affected'), statement('fixed')])),
  documentOf('openvex', openVex([statement('not_affected')], { author: 'Somebody else' })),
  documentOf('options', { schema: OPTIONS_SCHEMA, advisoryTags: { 'CVE-2023-0286': ['kev'] } }),
];

const imported = (given: readonly FactDocument[]) => {
  const result = importSnapshot(given);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result;
};

describe('a snapshot', () => {
  it('has the same bytes whatever the order and the names of the documents', () => {
    const { digest, shards } = imported(documents);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...documents], { minLength: documents.length }),
        fc.string(),
        (shuffled, name) => {
          const again = imported(shuffled.map((document) => ({ ...document, name })));
          expect(again.digest).toBe(digest);
          expect(again.shards).toStrictEqual(shards);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('differs when one document is missing', () => {
    const { digest } = imported(documents);
    const others = documents.map(
      (left) => imported(documents.filter((document) => document !== left)).digest,
    );
    expect(new Set([digest, ...others]).size).toBe(documents.length + 1);
  });

  it('has its tuples by image, component, version and advisory, bytewise', () => {
    const order = imported(documents).tuples.map(({ image, component }) => `${image.name} ${component.name}`);
    expect(order).toStrictEqual([
      'registry.example/a a',
      'registry.example/a b',
      'registry.example/b a',
      'registry.example/b b',
      'registry.example/b c',
      'registry.example/b Ä',
      'registry.example/b \uffee',
      'registry.example/b \u{1f600}',
    ]);
  });

  it('counts a finding that another document already gave as that document’s duplicate', () => {
    const { counts, tuples } = imported(documents);
    expect(counts.trivy).toStrictEqual({ received: 9, accepted: 8, rejected: {}, duplicate: 1 });
    expect(counts.total.received).toBe(
      counts.trivy.received + counts.openvex.received + counts.options.received,
    );
    expect(tuples).toHaveLength(8);
  });

  it('counts the same bytes once, and says which document repeated them', () => {
    const twice = imported([...documents, ...documents.map((document) => ({ ...document, name: 'again' }))]);
    expect(twice.digest).toBe(imported(documents).digest);
    expect(twice.repeated).toStrictEqual(documents.map(() => 'again'));
  });

  it('is named by the digest of a manifest that names all its parts', () => {
    const { manifest, manifestBytes, digest, shards } = imported(documents);
    expect(digest).toBe(sha256Hex(manifestBytes));
    expect(readManifest(manifestBytes)).toStrictEqual(manifest);
    expect(manifest.documents.map((document) => document.digest)).toStrictEqual(
      documents.map(({ bytes }) => sha256Hex(bytes)).toSorted(),
    );
    expect(manifest.shards).toStrictEqual(
      shards.map(({ bytes, tuples }) => ({ digest: sha256Hex(bytes), tuples, sizeBytes: bytes.length })),
    );
    expect(manifest.tuples).toBe(8);
    expect(manifest.inputs.sbomSet).toStrictEqual(
      documents
        .filter(({ kind }) => kind === 'trivy')
        .map(({ bytes }) => sha256Hex(bytes))
        .toSorted(),
    );
  });

  it('has shards that read back to its tuples', () => {
    const { tuples, shards } = imported(documents);
    expect(shards.flatMap(({ bytes }) => readShard(bytes))).toStrictEqual(tuples);
  });

  it('moves the VEX cursor with statements and the advisory cursor with options', () => {
    const inputsOf = (given: readonly FactDocument[]) => imported(given).manifest.inputs;
    const all = inputsOf(documents);
    const withoutVex = inputsOf(documents.filter(({ kind }) => kind !== 'openvex'));
    const withoutOptions = inputsOf(documents.filter(({ kind }) => kind !== 'options'));
    expect(withoutVex).toStrictEqual({ ...all, vexCursor: withoutVex.vexCursor });
    expect(withoutVex.vexCursor).not.toBe(all.vexCursor);
    expect(withoutOptions).toStrictEqual({ ...all, advisoryCursor: withoutOptions.advisoryCursor });
    expect(withoutOptions.advisoryCursor).not.toBe(all.advisoryCursor);
  });

  // A change of this digest is a change of the importer: it needs another version in IMPORTER.
  it('keeps its digest from release to release', () => {
    expect(manifestDigest(imported(documents).manifest)).toBe(
      'c1c18390e5026fb42e61441abbd7461ed4f579a465798bfb2958897819e445ee',
    );
  });
});

describe('an import', () => {
  const foreign = documentOf('trivy', { bomFormat: 'CycloneDX' }, 'bom.json');

  it('with one bad document gives no snapshot and names each bad one', () => {
    const result = importSnapshot([
      ...documents,
      foreign,
      { ...foreign, name: 'cut.json', bytes: foreign.bytes.slice(1) },
    ]);
    expect(
      result.ok ? [] : result.faults.map(({ document, code, pointer }) => [document, code, pointer]),
    ).toStrictEqual([
      ['bom.json', 'DOCUMENT_FORMAT_FOREIGN', '/SchemaVersion'],
      ['cut.json', 'DOCUMENT_NOT_JSON', ''],
    ]);
  });

  it.each([null, true, 7, 'text', [], [{ Target: 'a', Vulnerabilities: [] }], {}, { SchemaVersion: '2' }])(
    'of %j as a report is refused',
    (json) => {
      const result = importSnapshot([documentOf('trivy', json)]);
      expect(result.ok ? [] : result.faults.map(({ code }) => code)).toStrictEqual([
        'DOCUMENT_FORMAT_FOREIGN',
      ]);
    },
  );

  it('with very many faults names the first of them', () => {
    const bad = Array.from({ length: 2 * FAULTS_MAX }, (_, index) =>
      documentOf('trivy', { index }, `${index}.json`),
    );
    const result = importSnapshot(bad);
    expect(result.ok ? [] : result.faults.map(({ document }) => document)).toStrictEqual(
      bad.slice(0, FAULTS_MAX).map(({ name }) => name),
    );
  });

  it('of no document, or of too many, is refused', () => {
    const tooMany = Array.from({ length: DOCUMENTS_MAX + 1 }, () => foreign);
    const codes = [[], tooMany]
      .map((given) => importSnapshot(given))
      .map((result) => (result.ok ? '' : result.faults[0]?.code));
    expect(codes).toStrictEqual(['DOCUMENTS_ABSENT', 'DOCUMENT_COUNT_EXCEEDED']);
  });

  it('of text with a lone surrogate is refused at its place', () => {
    const text = JSON.stringify(trivyReport([opensslFinding])).replace('"libssl3"', '"lib\\ud800"');
    const result = importSnapshot([
      { name: 'scan.json', kind: 'trivy', bytes: new TextEncoder().encode(text) },
    ]);
    expect(result.ok ? [] : result.faults.map(({ pointer, code }) => [pointer, code])).toStrictEqual([
      ['/Results/0/Vulnerabilities/0/PkgName', 'DOCUMENT_SHAPE_FOREIGN'],
    ]);
  });

  it('of any JSON under any kind ends in a snapshot or in faults, never in an exception', () => {
    const json = fc.jsonValue();
    const kinds = fc.constantFrom('trivy', 'openvex', 'options');
    fc.assert(
      fc.property(kinds, json, json, (kind, head, body) => {
        const document = {
          SchemaVersion: 2,
          Results: body,
          '@context': 'https://openvex.dev/ns',
          statements: body,
          schema: OPTIONS_SCHEMA,
          ...Object(head),
        };
        const result = importSnapshot([documentOf(kind, document)]);
        expect(result.ok || result.faults.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
