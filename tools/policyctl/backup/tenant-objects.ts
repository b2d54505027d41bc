import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { BlobCorrupt, sha256Stream, type BlobStore } from '@policy-registry/kernel';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Part, StoredObjects } from './manifest.ts';
import { partBytes, writePart } from './parts.ts';

/** The blobs of tenants where they are not in the broker. */
export type TenantObjects = {
  readonly blobs: Pick<BlobStore, 'put' | 'stream'>;
  /** The digest of every blob of a tenant, each once. */
  readonly digestsOf: (tenant: string) => AsyncIterable<string>;
};

/** A line of a list as `sha256sum --check` reads it: the digest, and the file of the blob. */
const LINE = /^(?<digest>[0-9a-f]{64}) {2}(?<path>objects\/[^/]+\/[0-9a-f]{64})$/;

/**
 * Writes every blob of a tenant to a file of its own, and a list of them. One whose bytes are no longer those of its digest
 * is left out and named.
 */
export const takeObjects = async (
  folder: string,
  tenant: string,
  { blobs, digestsOf }: TenantObjects,
): Promise<{ readonly stored: StoredObjects; readonly part: Part }> => {
  const damaged: string[] = [];
  let [count, bytes] = [0, 0];
  const { part } = await writePart(folder, `objects/${tenant}.sha256`, async (take) => {
    for await (const digest of digestsOf(tenant)) {
      const path = `objects/${tenant}/${digest}`;
      const taken = await bytesTaken(folder, path, blobs.stream({ tenant, digest }));
      if (taken === undefined) {
        damaged.push(digest);
        continue;
      }
      await take(Buffer.from(`${digest}  ${path}\n`));
      [count, bytes] = [count + 1, bytes + taken];
    }
  });
  return { stored: { tenant, part: part.path, count, bytes, damaged }, part };
};

/** `undefined` for a blob that is damaged; then there is no file of it. */
const bytesTaken = async (
  folder: string,
  path: string,
  content: AsyncIterable<Uint8Array>,
): Promise<number | undefined> => {
  try {
    const { part } = await writePart(folder, path, async (take) => {
      for await (const piece of content) await take(piece);
    });
    return part.bytes;
  } catch (error) {
    if (!(error instanceof BlobCorrupt)) throw error;
    await rm(join(folder, path));
    return undefined;
  }
};

/** Puts every blob of a backup where it is not yet. What is there stays: a name stands for its bytes. */
export const putObjects = async (
  folder: string,
  { tenant, part }: StoredObjects,
  { blobs }: TenantObjects,
): Promise<number> => {
  let count = 0;
  for await (const { digest, path } of listed(folder, part)) {
    const { size } = await stat(join(folder, path));
    const stored = await blobs.put(tenant, partBytes(folder, path), size);
    if (stored.digest !== digest) throw new Unavailable(`${path} has other bytes than its name says`);
    count += 1;
  }
  return count;
};

/** How the blobs of a tenant differ from what they should be, a sentence each. */
export const objectDifferences = async (
  folder: string,
  { tenant, part, count, bytes }: StoredObjects,
): Promise<readonly string[]> => {
  const differences: string[] = [];
  let found = { count: 0, bytes: 0 };
  try {
    for await (const { digest, path } of listed(folder, part)) {
      const file = await digested(join(folder, path));
      if (file === undefined) differences.push(`${path} is missing`);
      else if (file.digest !== digest) differences.push(`${path} has other bytes than its name says`);
      found = { count: found.count + 1, bytes: found.bytes + (file?.bytes ?? 0) };
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return [error.message];
  }
  if (differences.length === 0 && (found.count !== count || found.bytes !== bytes))
    differences.push(
      `${part} lists ${found.count} blobs with ${found.bytes} bytes of ${tenant}, instead of ${count} with ${bytes}`,
    );
  return differences;
};

async function* listed(folder: string, part: string) {
  const file = await open(join(folder, part));
  try {
    for await (const line of createInterface({ input: file.createReadStream({ autoClose: false }) })) {
      const { digest, path } = LINE.exec(line)?.groups ?? {};
      if (digest === undefined || path === undefined || !path.endsWith(`/${digest}`))
        throw new Unavailable(`${part} has a line that names no blob`);
      yield { digest, path };
    }
  } finally {
    await file.close();
  }
}

const digested = async (path: string) => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  const hash = sha256Stream();
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return { digest: hash.hex(), bytes: found.size };
};
