import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importSnapshot } from '@policy-registry/facts';
import { snapshotById, theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const importOf = (image: string, ...packages: readonly string[]) => {
  const report = {
    SchemaVersion: 2,
    ArtifactName: image,
    Results: [
      {
        Vulnerabilities: packages.map((PkgName) => ({ VulnerabilityID: 'CVE-1', PkgName, Severity: 'HIGH' })),
      },
    ],
  };
  const bytes = new TextEncoder().encode(JSON.stringify(report));
  const imported = importSnapshot([{ name: 'report.json', kind: 'trivy', bytes }]);
  if (!imported.ok) throw new Error('the fixture is refused');
  return imported;
};
const FROZEN_AT = '2026-03-02T09:00:00.000Z';
const earlier = importOf('registry.example/web', 'a', 'b');
const later = importOf('registry.example/web', 'b', 'c');

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  const store = async (bytes: Uint8Array) => {
    const content = async function* () {
      yield bytes;
    };
    await gateway.ports.blobs.put('acme', content(), bytes.length);
  };
  for (const [snapshotId, { manifestBytes, shards, digest }] of Object.entries({ earlier, later })) {
    await store(manifestBytes);
    for (const { bytes } of shards) await store(bytes);
    const row = { snapshotId, state: 'frozen', manifestDigest: digest, frozenAt: FROZEN_AT };
    gateway.put('acme', snapshotById(snapshotId), row);
  }
  // A shard is no manifest.
  const [shard] = later.shards;
  const wrong = { snapshotId: 'wrong', state: 'frozen', manifestDigest: shard?.digest ?? '', frozenAt: null };
  gateway.put('acme', snapshotById('wrong'), wrong);
  gateway.put('acme', snapshotById('new'), { snapshotId: 'new', state: 'importing', manifestDigest: null });
});
afterAll(() => gateway.close());

const get = (path: string) => gateway.ask('GET', `/api/v1/snapshots/${path}`);

describe('what a snapshot consists of', () => {
  it('is named by its manifest', async () => {
    const { status, body, headers } = await get('later/manifest');
    expect([status, headers.get('etag')]).toStrictEqual([200, `"${later.digest}"`]);
    expect(body).toStrictEqual(later.manifest);
  });

  it('is summed up in numbers, with the age at an instant', async () => {
    const { body } = await get('later/summary?at=2026-03-03T09:00:01.500Z');
    expect(body).toMatchObject({
      snapshotId: 'later',
      manifestDigest: later.digest,
      tuples: 2,
      statistics: { images: 1, components: 2, advisories: 1, bands: { High: 2 } },
      frozenAt: FROZEN_AT,
      ageSeconds: 86_401,
    });
    expect((await get('later/summary?at=2026-03-02T08:59:59.999Z')).body).toMatchObject({ ageSeconds: null });
    expect((await get('later/summary?at=yesterday')).status).toBe(400);
  });

  it('is listed by shards, page by page', async () => {
    const { body } = await get('later/shards?page_size=1');
    const [shard] = later.manifest.shards;
    expect(body).toStrictEqual({ items: [{ index: 0, ...shard }], next_page_token: null });
    expect((await get('later/shards?page_token=x')).status).toBe(400);
  });

  it('is compared with another by the keys of the tuples', async () => {
    const key = { image: 'registry.example/web', imageDigest: '', purl: '', version: '', advisory: 'CVE-1' };
    const { status, body } = await get('later/diff?against=earlier');
    expect([status, body]).toStrictEqual([
      200,
      {
        snapshotId: 'later',
        against: 'earlier',
        added: 1,
        removed: 1,
        changed: 0,
        unchanged: 1,
        sharedShards: 0,
        changes: [
          { change: 'removed', key: { ...key, name: 'a' } },
          { change: 'added', key: { ...key, name: 'c' } },
        ],
      },
    ]);
    expect((await get('later/diff?against=later')).body).toMatchObject({
      unchanged: 2,
      sharedShards: 1,
      changes: [],
    });
  });

  it('is not there before the snapshot is frozen, nor of a snapshot that is not there', async () => {
    for (const path of [
      'new/manifest',
      'new/summary',
      'new/shards',
      'later/diff?against=new',
      'none/summary',
    ])
      expect([path, (await get(path)).status]).toStrictEqual([path, 404]);
  });

  it('is told to be corrupt where its manifest is none', async () => {
    const { status, body } = await get('wrong/summary');
    expect([status, body]).toMatchObject([500, { code: 'BLOB_CORRUPT' }]);
  });

  it('is not compared without the right to see findings', async () => {
    const token = gateway.tokenOf({ scopes: ['policy:read'] });
    const asked = await gateway.ask('GET', '/api/v1/snapshots/later/diff?against=earlier', { token });
    expect(asked.status).toBe(403);
  });
});
