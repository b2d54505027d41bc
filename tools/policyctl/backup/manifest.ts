import { createHash } from 'node:crypto';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { SnapshotState } from '@policy-registry/event-store';
import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import { codeOf } from '../../servers/error-code.ts';

/** Written last: a folder without it is no backup. */
export const MANIFEST = 'manifest.json';
/** Of the form of backups; another one is refused. */
export const BACKUP_VERSION = 1;

const MANIFEST_BYTES_MAX = 64 * 1024 * 1024;
const FORMAT = 'policy-registry-backup';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
// Names below the folder of the backup and nowhere else.
const PartPath = z
  .string()
  .regex(/^(streams|database|files|objects)(\/[^/\\\0]+)+$/)
  .refine((path) => !path.split('/').includes('..'));

/** A file of the backup. */
export type Part = z.infer<typeof Part>;
const Part = z.strictObject({ path: PartPath, bytes: z.int().nonnegative(), sha256: Sha256 });

const StoredStream = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]+$/),
  part: PartPath,
  state: SnapshotState,
});
export type StoredStream = z.infer<typeof StoredStream>;

const StoredObjects = z.strictObject({
  tenant: z.string(),
  /** Lists the blobs of the tenant, each a file of its own that is called by its digest. */
  part: PartPath,
  count: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Blobs whose bytes were no longer those of their digest, and are not in the backup. */
  damaged: z.array(Sha256),
});
export type StoredObjects = z.infer<typeof StoredObjects>;

/** What a backup holds and from which moment it is. */
export type Manifest = z.infer<typeof Manifest>;
export const Manifest = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(BACKUP_VERSION),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  registry: z.strictObject({
    version: z.string(),
    /** The migrations that the database had had, in order. */
    migrations: z.array(z.string()),
  }),
  broker: z.strictObject({ version: z.string() }),
  events: z.strictObject({
    /** The log is digested up to here; the part may hold a little more, that came while it was taken. */
    lastSeq: z.int().nonnegative(),
    /** Of the sequences, times, subjects and bytes of all messages up to there. */
    sha256: Sha256,
    /** How far the durable consumers of the log had come before anything else was taken. */
    reacted: z.record(z.string(), z.int().nonnegative()),
    /** How far the read models were. They are not part of a backup. */
    checkpoint: z.int().nonnegative(),
  }),
  /** Every tenant with events or a bucket. */
  tenants: z.array(z.string()),
  streams: z.array(StoredStream),
  /** The blobs of each tenant, where they are at an S3 service; in the broker they are streams. */
  objects: z.array(StoredObjects).optional(),
  textKeys: z.strictObject({ part: PartPath, count: z.int().nonnegative() }),
  /** Files that were added by name. */
  files: z.array(PartPath),
  parts: z.array(Part),
});

/** A manifest as it is stored, and the digest that stands for the whole backup. */
export type SealedManifest = { readonly manifest: Manifest; readonly sha256: string };

/** Writes the manifest so that it is there whole or not at all, also after a power cut. */
export const writeManifest = async (folder: string, manifest: Manifest): Promise<SealedManifest> => {
  const bytes = Buffer.from(`${JSON.stringify(Manifest.parse(manifest), null, 2)}\n`);
  const unfinished = join(folder, `${MANIFEST}.unfinished`);
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, MANIFEST));
  await syncFolder(folder);
  return { manifest, sha256: createHash('sha256').update(bytes).digest('hex') };
};

/** Has the names in a folder reach the disk. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const OfAnyVersion = z.looseObject({ format: z.literal(FORMAT), version: z.int() });

/** Reads a manifest and refuses what is none, with what to do about it. */
export const readManifest = async (folder: string): Promise<SealedManifest> => {
  const bytes = await manifestBytes(folder);
  const content = jsonOf(bytes);
  const any = OfAnyVersion.safeParse(content);
  if (any.success && any.data.version !== BACKUP_VERSION) {
    throw new Unavailable(
      `${folder} is a backup of form ${any.data.version}; this program reads form ${BACKUP_VERSION}: use the policyctl of the registry that made it`,
    );
  }
  const manifest = Manifest.safeParse(content);
  if (!manifest.success) {
    const [issue] = manifest.error.issues;
    const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'as a whole'}: ${issue.message})`;
    throw new Unavailable(
      `${join(folder, MANIFEST)} is no manifest of a backup${where}; take another backup`,
    );
  }
  return { manifest: manifest.data, sha256: createHash('sha256').update(bytes).digest('hex') };
};

const manifestBytes = async (folder: string): Promise<Buffer> => {
  const path = join(folder, MANIFEST);
  try {
    const { size } = await stat(path);
    if (size > MANIFEST_BYTES_MAX) throw new Unavailable(`${path} has more than ${MANIFEST_BYTES_MAX} bytes`);
    return await readFile(path);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    throw new Unavailable(
      `${folder} holds no ${MANIFEST}: it is no backup, or one that was not finished; take another`,
      { cause },
    );
  }
};

const jsonOf = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};
