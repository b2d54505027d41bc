import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import type { FactDocument } from './document.ts';
import { type DocumentSource, importDocuments } from './import-documents.ts';
import { importSnapshot } from './import-snapshot.ts';
import { OPTIONS_SCHEMA } from './options.ts';
import type { Shard } from './shards.ts';
import { documentOf, openVex, opensslFinding, trivyReport } from './testing/documents.ts';
import { memorySpill } from './testing/memory-spill.ts';

// Several runs for what these tests import.
const RUN_BYTES = 200_000;
const IMAGES = 4;
const PACKAGES = 400;

const scanOf = (image: number): FactDocument =>
  documentOf(
    'trivy',
    trivyReport(
      Array.from({ length: PACKAGES }, (_, index) => ({
        ...opensslFinding,
        VulnerabilityID: 'CVE-2024-1',
        PkgName: `lib${index}`,
        PkgIdentifier: { PURL: `pkg:npm/lib${index}@1.0.${image}` },
      })),
      { ArtifactName: `registry.example/image-${image}`, Metadata: {} },
    ),
    `image-${image}.json`,
  );

const estate: readonly FactDocument[] = [
  ...Array.from({ length: IMAGES }, (_, image) => scanOf(image)),
  documentOf(
    'openvex',
    openVex([{ vulnerability: 'CVE-2024-1', products: ['pkg:npm/lib7'], status: 'fixed' }]),
  ),
  documentOf('options', { schema: OPTIONS_SCHEMA, advisoryTags: { 'CVE-2024-1': ['kev'] } }),
];

const sourceOf = ({ name, kind, bytes }: FactDocument, chunkBytes: number): DocumentSource => ({
  name,
  kind,
  digest: sha256Hex(bytes),
  open: async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  },
});

const streamed = async (documents: readonly FactDocument[], chunkBytes: number) => {
  const kept: Shard[] = [];
  const keep = async (shard: Shard): Promise<void> => void kept.push(shard);
  const sources = documents.map((document) => sourceOf(document, chunkBytes));
  const imported = await importDocuments(sources, { spill: memorySpill(), keep }, RUN_BYTES);
  return { imported, kept };
};

const whole = (documents: readonly FactDocument[]) => {
  const imported = importSnapshot(documents);
  if (!imported.ok) throw new Error(JSON.stringify(imported.faults));
  return imported;
};

const before = whole(estate);

describe('importing documents in pieces', () => {
  it.each([997, 65_536, 10_000_000])(
    'gives the snapshot that the documents in memory give, in chunks of %i bytes and any order',
    async (chunkBytes) => {
      const { imported, kept } = await streamed(estate.toReversed(), chunkBytes);
      expect(imported.ok && imported.digest).toBe(before.digest);
      expect(kept).toStrictEqual(before.shards);
    },
  );

  it('counts the duplicates of a document against that document, whichever run they were in', async () => {
    const twice = [...estate, { ...scanOf(1), bytes: new Uint8Array([0x20, ...scanOf(1).bytes]) }];
    const { imported } = await streamed(twice, 50_000);
    const { counts, manifest } = whole(twice);
    expect(imported.ok && imported.counts).toStrictEqual(counts);
    expect(counts.trivy).toStrictEqual({
      received: (IMAGES + 1) * PACKAGES,
      accepted: IMAGES * PACKAGES,
      rejected: {},
      duplicate: PACKAGES,
    });
    expect(manifest.tuples).toBe(IMAGES * PACKAGES);
  });

  it('refuses what the import in memory refuses, with the same faults', async () => {
    const bad = [
      ...estate,
      documentOf('grype', { matches: 7 }),
      documentOf('trivy', trivyReport([{ VendorIDs: 'x' }])),
    ];
    const { imported } = await streamed(bad, 100);
    const expected = importSnapshot(bad);
    expect(imported.ok).toBe(false);
    expect(imported).toStrictEqual(expected);
  });

  it('rejects with what a document rejects with', async () => {
    const [document] = estate;
    if (document === undefined) throw new Error('the fixture is empty');
    const broken: DocumentSource = {
      ...sourceOf(document, 100),
      open: async function* () {
        yield document.bytes.subarray(0, 100);
        throw new RangeError('the store went away');
      },
    };
    const ports = { spill: memorySpill(), keep: () => Promise.resolve() };
    await expect(importDocuments([broken], ports)).rejects.toThrow('the store went away');
  });
});
