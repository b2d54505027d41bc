import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { BlobCorrupt, sha256Hex } from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';

import type { SealedManifest } from './manifest.ts';
import type { TenantObjects } from './tenant-objects.ts';
import { verifyBackup } from './verify-backup.ts';
import { fill, ownFolder, type Installation } from './testing/installation.ts';
import { installationSuite } from './testing/installation-suite.ts';

const START_MS = 60_000;
const CONTENTS = ['evidence', 'a policy', ''].map((text) => Buffer.from(text));
const DAMAGED = sha256Hex('damaged');

jest.setTimeout(60_000);

/** A store beside the broker, with what was put into it for a tenant. */
const storeBeside = (damaged: readonly string[] = []): TenantObjects & { readonly stored: string[] } => {
  const blobs = inMemoryBlobStore();
  const stored: string[] = [];
  return {
    stored,
    blobs: {
      put: async (tenant, content, bytesMax) => {
        const put = await blobs.put(tenant, content, bytesMax);
        stored.push(`${tenant}/${put.digest}`);
        return put;
      },
      stream: async function* (blob) {
        if (damaged.includes(blob.digest)) throw new BlobCorrupt(blob);
        yield* blobs.stream(blob);
      },
    },
    digestsOf: async function* (tenant) {
      if (tenant === 'acme') yield* [...damaged, ...CONTENTS.map((content) => sha256Hex(content)).toSorted()];
    },
  };
};
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

installationSuite('a backup of blobs that are not in the broker', (start) => {
  const closing = new AsyncDisposableStack();
  let folder: string;
  let source: Installation;
  let taken: SealedManifest;
  const objects = storeBeside([DAMAGED]);
  const place = (name: string): string => join(folder, name);
  const installation = async ({ isFilled }: { readonly isFilled: boolean }): Promise<Installation> => {
    const started = await start();
    closing.defer(started.stop);
    if (isFilled) await fill(started);
    const { streams } = await jetstreamManager(await started.broker.as('admin'));
    for (const tenant of ['acme', 'globex']) await streams.delete(`OBJ_blobs-${tenant}`);
    return started;
  };
  beforeAll(async () => {
    const own = await ownFolder();
    closing.defer(own.remove);
    folder = own.path;
    source = await installation({ isFilled: true });
    for (const content of CONTENTS) await objects.blobs.put('acme', once(content), content.length);
    taken = await source.backup(place('sound'), { objects });
  }, START_MS);
  afterAll(() => closing.disposeAsync(), START_MS);

  it('has a file for each, that is called by its digest and listed for other tools', async () => {
    const [acme] = taken.manifest.objects ?? [];
    const bytes = CONTENTS.reduce((sum, { length }) => sum + length, 0);
    expect(acme).toStrictEqual({
      tenant: 'acme',
      part: 'objects/acme.sha256',
      count: CONTENTS.length,
      bytes,
      damaged: [DAMAGED],
    });
    for (const content of CONTENTS)
      expect(await readFile(place(join('sound', 'objects', 'acme', sha256Hex(content))))).toStrictEqual(
        content,
      );
    await promisify(execFile)('sha256sum', ['--check', '--strict', 'objects/acme.sha256'], {
      cwd: place('sound'),
    });
    expect((await verifyBackup(place('sound'))).sha256).toBe(taken.sha256);
  });

  it('is refused where nobody says where they are', async () => {
    await expect(source.backup(place('without'))).rejects.toThrow(
      /the broker has no blobs of acme.*POLICYCTL_S3_ENDPOINT/,
    );
  });

  const [first = Buffer.alloc(0)] = CONTENTS;
  const ofFirst = join('objects', 'acme', sha256Hex(first));
  it.each<readonly [string, RegExp, (backup: string) => Promise<unknown>]>([
    [
      'a blob with other bytes',
      /has other bytes than its name says/,
      (at) => writeFile(join(at, ofFirst), 'x'),
    ],
    ['a blob that is missing', /is missing/, (at) => rm(join(at, ofFirst))],
    ['another list', /acme\.sha256 has \d+ bytes/, (at) => writeFile(join(at, 'objects/acme.sha256'), '')],
  ])('does not verify with %s', async (what, reason, damage) => {
    const damaged = place(`with ${what}`);
    await cp(place('sound'), damaged, { recursive: true });
    await damage(damaged);
    await expect(verifyBackup(damaged)).rejects.toThrow(reason);
  });

  it('is restored into another store, and not without one', async () => {
    const target = await installation({ isFilled: false });
    const other = storeBeside();
    await expect(target.restore(place('sound'))).rejects.toThrow(
      /blobs of an S3 service.*Nothing was changed/,
    );
    const { blobs } = await target.restore(place('sound'), { objects: other });
    expect(blobs).toMatchObject({ acme: CONTENTS.length });
    expect(other.stored.toSorted()).toStrictEqual(
      CONTENTS.map((content) => `acme/${sha256Hex(content)}`).toSorted(),
    );
  });
});
