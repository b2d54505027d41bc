import { createHash } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlobNotFound, BlobTooLarge, type BlobRef, type BlobStore } from '@policy-registry/kernel';

const MIB = 1024 * 1024;

export type StartedBlobStore = {
  readonly store: BlobStore;
  /** Two tenants the store knows and that have no blobs yet. */
  readonly tenants: readonly [string, string];
  readonly stop: () => Promise<void>;
};

/** What every blob store does. Content up to a little more than 2 MiB is put. */
export const blobStoreContract = (name: string, start: () => Promise<StartedBlobStore>): void =>
  describe(`${name} is a BlobStore`, () => {
    let started: StartedBlobStore;
    let tenant = '';
    beforeAll(async () => {
      started = await start();
      tenant = started.tenants[0];
    }, 30_000);
    afterAll(() => started.stop());
    const put = (content: Uint8Array, bytesMax = 4 * MIB) =>
      started.store.put(tenant, inPieces(content), bytesMax);
    const streamed = async (blob: BlobRef): Promise<Uint8Array> => {
      const pieces: Uint8Array[] = [];
      for await (const piece of started.store.stream(blob)) pieces.push(piece);
      return Buffer.concat(pieces);
    };

    it.each([0, 1, 131_071, 131_072, 131_073, MIB, MIB + 1, 2 * MIB + 17])(
      'gives back %i bytes under their digest',
      async (sizeBytes) => {
        const content = bytesOf(`size ${sizeBytes}`, sizeBytes);
        const digest = digestOf(content);
        expect(await put(content)).toStrictEqual({ digest, sizeBytes });
        expect(digestOf(await started.store.get({ tenant, digest }))).toBe(digest);
        expect(digestOf(await streamed({ tenant, digest }))).toBe(digest);
        expect(await started.store.find({ tenant, digest })).toStrictEqual({ digest, sizeBytes });
      },
      30_000,
    );

    it('gives bytes of its own, as a plain Uint8Array', async () => {
      const { digest } = await put(bytesOf('plain', 3));
      const bytes = await started.store.get({ tenant, digest });
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
      bytes.fill(0);
      expect(digestOf(await started.store.get({ tenant, digest }))).toBe(digest);
    });

    it('can be read in pieces by many, to the end or not', async () => {
      const content = bytesOf('pieces', 500_000);
      const blob = { tenant, digest: (await put(content)).digest };
      for await (const piece of started.store.stream(blob)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
      const read = await Promise.all([streamed(blob), streamed(blob)]);
      expect(read.map(digestOf)).toStrictEqual([blob.digest, blob.digest]);
    });

    it('changes nothing when the same content comes again', async () => {
      const content = bytesOf('again', 300_000);
      expect(await put(content)).toStrictEqual(await put(content));
    });

    it('takes the same content from many at once', async () => {
      const content = bytesOf('at once', 700_000);
      const stored = await Promise.all(Array.from({ length: 8 }, () => put(content)));
      expect(new Set(stored.map(({ digest }) => digest))).toStrictEqual(new Set([digestOf(content)]));
      expect(digestOf(await started.store.get({ tenant, digest: digestOf(content) }))).toBe(
        digestOf(content),
      );
    }, 30_000);

    it('does not know what was never put', async () => {
      const blob = { tenant, digest: digestOf(bytesOf('absent', 9)) };
      await expect(started.store.get(blob)).rejects.toThrow(BlobNotFound);
      await expect(streamed(blob)).rejects.toThrow(BlobNotFound);
      expect(await started.store.find(blob)).toBeUndefined();
    });

    it('keeps tenants apart', async () => {
      const { digest } = await put(bytesOf('private', 20));
      const other = { tenant: started.tenants[1], digest };
      await expect(started.store.get(other)).rejects.toThrow(BlobNotFound);
      await expect(streamed(other)).rejects.toThrow(BlobNotFound);
      expect(await started.store.find(other)).toBeUndefined();
    });

    it.each([100, MIB + 100])(
      'takes exactly %i bytes when that is the limit, and nothing longer',
      async (bytesMax) => {
        const fitting = bytesOf('fits', bytesMax);
        const tooLong = bytesOf('too long', bytesMax + 1);
        expect((await put(fitting, bytesMax)).sizeBytes).toBe(bytesMax);
        await expect(put(tooLong, bytesMax)).rejects.toThrow(new BlobTooLarge(bytesMax));
        expect(await started.store.find({ tenant, digest: digestOf(tooLong) })).toBeUndefined();
      },
    );

    it('keeps nothing of content that breaks off', async () => {
      const whole = bytesOf('breaks off', 400_000);
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield whole.subarray(0, 399_999);
        throw new RangeError('the sender went away');
      };
      await expect(started.store.put(tenant, broken(), MIB)).rejects.toThrow('the sender went away');
      for (const part of [whole, whole.subarray(0, 399_999)]) {
        expect(await started.store.find({ tenant, digest: digestOf(part) })).toBeUndefined();
      }
    });

    it('does not depend on how the content is cut, nor on the buffers of the giver', async () => {
      const content = bytesOf('cut', 200_000);
      const reused = new Uint8Array(1_000);
      const fromOneBuffer = async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < content.length; at += reused.length) {
          reused.set(content.subarray(at, at + reused.length));
          yield reused;
        }
      };
      expect(await started.store.put(tenant, fromOneBuffer(), MIB)).toStrictEqual(await put(content));
      expect(digestOf(await started.store.get({ tenant, digest: digestOf(content) }))).toBe(
        digestOf(content),
      );
    });
  });

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same bytes for the same name, and no two names with a common prefix. */
const bytesOf = (name: string, sizeBytes: number): Uint8Array => {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0, block = 0; at < sizeBytes; at += 32, block += 1) {
    const digest = createHash('sha256').update(`${name} ${block}`).digest();
    bytes.set(digest.subarray(0, Math.min(32, sizeBytes - at)), at);
  }
  return bytes;
};

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 50_000) yield content.subarray(at, at + 50_000);
}
