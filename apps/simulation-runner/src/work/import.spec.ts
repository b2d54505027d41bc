import { beforeEach, describe, expect, it } from '@jest/globals';
import type { JobOf } from '@policy-registry/domain';
import { readManifest, readShard } from '@policy-registry/facts';
import { BlobNotFound, type BlobStore } from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';

import { failureAnswer } from './failures.ts';
import { importSnapshot } from './import.ts';
import { putBytes } from './workshop.ts';

const TENANT = 'acme';
let blobs: BlobStore;
beforeEach(() => {
  blobs = inMemoryBlobStore();
});

const reportOf = (...packages: readonly string[]): string =>
  JSON.stringify({
    SchemaVersion: 2,
    ArtifactName: 'registry.example/web',
    Results: [{ Vulnerabilities: packages.map((PkgName) => ({ VulnerabilityID: 'CVE-1', PkgName })) }],
  });

const jobOf = async (text: string): Promise<JobOf<'import'>> => ({
  jobId: 'job-1',
  tenant: TENANT,
  kind: 'import',
  correlationId: 'c',
  causationId: 'e',
  causedAt: '2026-01-01T00:00:00.000Z',
  data: {
    snapshotId: 'snap-1',
    attempt: 1,
    inputs: { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' },
    documents: [
      {
        name: 'report.json',
        kind: 'trivy',
        digest: await putBytes(blobs, TENANT, new TextEncoder().encode(text)),
        size: text.length,
      },
    ],
  },
});

const work = (job: JobOf<'import'>) => importSnapshot(job, { blobs });

describe('importing', () => {
  it('keeps the manifest and every shard that it names under their digests', async () => {
    const { type, data } = await work(await jobOf(reportOf('b', 'a', 'b')));
    expect([type, data['outcome']]).toMatchObject([
      'RecordImport',
      { ok: true, tuples: 2, shards: 1, counts: { received: 3, accepted: 2, rejected: 0, duplicate: 1 } },
    ]);
    const digest = String(Reflect.get(Object(data['outcome']), 'manifestDigest'));
    const manifest = readManifest(await blobs.get({ tenant: TENANT, digest }));
    const [shard] = manifest?.shards ?? [];
    const tuples = readShard(await blobs.get({ tenant: TENANT, digest: shard?.digest ?? '' }));
    expect(tuples.map(({ component }) => component.name)).toStrictEqual(['a', 'b']);
  });

  it('names a place in text that can be stored, whatever the document calls it', async () => {
    const text = String.raw`{"SchemaVersion": 2, "a\u0000b": {"c": `;
    const { data } = await work(await jobOf(text));
    const [fault] = Object(data['outcome']).faults;
    expect(fault).toMatchObject({ document: 'report.json', pointer: expect.stringContaining('a\uFFFDb') });
    expect(JSON.stringify(data)).not.toContain(String.raw`\u0000`);
  });

  it('is refused when a document is no longer stored as its digest says', async () => {
    const job = await jobOf('{}');
    const documents = job.data.documents.map((document) => ({ ...document, digest: '0'.repeat(64) }));
    const lost = { ...job, data: { ...job.data, documents } };
    const error: unknown = await work(lost).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(BlobNotFound);
    expect(failureAnswer(lost, error, { runner: 'runner-1', deliveries: 1 })).toMatchObject({
      type: 'RecordImport',
      data: { outcome: { ok: false, faults: [{ code: 'BLOB_CORRUPT' }] } },
    });
  });
});
