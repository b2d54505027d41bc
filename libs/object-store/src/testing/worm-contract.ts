import { createHash, randomBytes } from 'node:crypto';

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BlobRef, BlobStore } from '@policy-registry/kernel';
import { RETENTION_MODES, type Client } from 'minio';

const DAY_MS = 24 * 60 * 60 * 1_000;

export type StartedWormStore = {
  readonly store: BlobStore;
  /** The same blobs, kept one day longer. */
  readonly longer: BlobStore;
  readonly tenant: string;
  readonly bucket: string;
  readonly retentionDays: number;
  /** Who may try to get rid of blobs: the store's own user, and the server's administrator. */
  readonly enemies: ReadonlyMap<string, Client>;
  readonly administrator: Client;
};

/** What a blob store on S3 does that says it is WORM, whoever tries otherwise. */
export const wormContract = (name: string, start: () => Promise<StartedWormStore>): void =>
  describe(`${name} writes once and reads many times`, () => {
    let started: StartedWormStore;
    beforeAll(async () => {
      started = await start();
    }, 60_000);

    const put = async (to: BlobStore = started.store, content: Uint8Array = randomBytes(300)) => {
      const { digest } = await to.put(started.tenant, from(content), content.length);
      return { content, blob: { tenant: started.tenant, digest }, key: keyOf(digest) };
    };
    const digestRead = async (blob: BlobRef): Promise<string> =>
      createHash('sha256')
        .update(await started.store.get(blob))
        .digest('hex');
    const versionsOf = async (key: string) => {
      const found: { readonly versionId: string; readonly isDeleteMarker: boolean }[] = [];
      const { administrator, bucket } = started;
      for await (const item of administrator.listObjects(bucket, key, true, { IncludeVersion: true })) {
        found.push({ versionId: item.versionId, isDeleteMarker: item.isDeleteMarker === true });
      }
      return found;
    };
    const lockOf = async (key: string, versionId: string) => {
      const query = `versionId=${versionId}`;
      const head = { method: 'HEAD', bucketName: started.bucket, objectName: key, query };
      const { headers } = await started.administrator.makeRequestAsyncOmit(head);
      const [mode, until] = ['mode', 'retain-until-date'].map((name) => headers[`x-amz-object-lock-${name}`]);
      return { mode, until: String(until) };
    };
    const onlyVersion = async (key: string): Promise<string> => {
      const versions = await versionsOf(key);
      expect(versions).toHaveLength(1);
      return versions[0]?.versionId ?? '';
    };

    it('says so', () => expect(started.store.worm).toBe(true));

    it('keeps what is put for as many days, in compliance mode', async () => {
      const before = Date.now();
      const { key } = await put();
      const { mode, until } = await lockOf(key, await onlyVersion(key));
      expect(mode).toBe('COMPLIANCE');
      expect(Date.parse(until)).toBeGreaterThanOrEqual(before + started.retentionDays * DAY_MS);
    });

    it('reads what was written first, whatever is written over it', async () => {
      const { blob, key } = await put();
      for (const enemy of started.enemies.values()) {
        await enemy.putObject(started.bucket, key, randomBytes(300));
      }
      expect(await versionsOf(key)).toHaveLength(1 + started.enemies.size);
      expect(await digestRead(blob)).toBe(blob.digest);
    });

    it('reads what a delete marker hides, and writes no second version of it', async () => {
      const { content, blob, key } = await put();
      await started.administrator.removeObject(started.bucket, key);
      expect(await versionsOf(key)).toContainEqual(expect.objectContaining({ isDeleteMarker: true }));
      expect(await started.store.find(blob)).toStrictEqual({ digest: blob.digest, sizeBytes: 300 });
      expect(await digestRead(blob)).toBe(blob.digest);
      await put(started.store, content);
      expect((await versionsOf(key)).filter(({ isDeleteMarker }) => !isDeleteMarker)).toHaveLength(1);
    });

    it('loses no version, not even to an administrator who bypasses governance', async () => {
      const { blob, key } = await put();
      const versionId = await onlyVersion(key);
      for (const enemy of started.enemies.values()) {
        for (const governanceBypass of [false, true]) {
          await expect(
            enemy.removeObject(started.bucket, key, { versionId, governanceBypass }),
          ).rejects.toThrow();
        }
      }
      expect(await onlyVersion(key)).toBe(versionId);
      expect(await digestRead(blob)).toBe(blob.digest);
    });

    it('lets nobody shorten, weaken or lift retention', async () => {
      const { key } = await put();
      const versionId = await onlyVersion(key);
      const lock = await lockOf(key, versionId);
      const sooner = new Date(Date.parse(lock.until) - DAY_MS).toISOString();
      const weaker = [
        { mode: RETENTION_MODES.COMPLIANCE, retainUntilDate: sooner, versionId },
        { mode: RETENTION_MODES.GOVERNANCE, retainUntilDate: lock.until, versionId, governanceBypass: true },
      ];
      for (const enemy of started.enemies.values()) {
        for (const retention of weaker) {
          await expect(enemy.putObjectRetention(started.bucket, key, retention)).rejects.toThrow();
        }
      }
      expect(await lockOf(key, versionId)).toStrictEqual(lock);
    });

    it('keeps the same content longer when it is stored again for longer, and not shorter', async () => {
      const { content, key } = await put();
      const versionId = await onlyVersion(key);
      const first = await lockOf(key, versionId);
      await put(started.longer, content);
      const second = await lockOf(key, versionId);
      expect(Date.parse(second.until)).toBeGreaterThanOrEqual(Date.parse(first.until) + DAY_MS);
      await put(started.store, content);
      expect(await lockOf(key, versionId)).toStrictEqual(second);
    });

    it('loses neither its versions nor its bucket', async () => {
      const { blob } = await put();
      for (const enemy of started.enemies.values()) {
        await expect(enemy.setBucketVersioning(started.bucket, { Status: 'Suspended' })).rejects.toThrow();
        await expect(enemy.removeBucket(started.bucket)).rejects.toThrow();
      }
      expect(await digestRead(blob)).toBe(blob.digest);
    });
  });

const keyOf = (digest: string): string => `${digest.slice(0, 2)}/${digest}`;

async function* from(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
