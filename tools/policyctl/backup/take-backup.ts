import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { JetStreamApiError } from '@nats-io/jetstream';
import { durableConfigs, STREAM, StreamTransferFailed, takeSnapshot } from '@policy-registry/event-store';
import { BlobNotFound } from '@policy-registry/kernel';
import { BlobStoreUnavailable, tenantOfBlobStream } from '@policy-registry/object-store';
import { appliedMigrations, inTransaction, readCheckpoint } from '@policy-registry/postgres';

import { codeOf } from '../../servers/error-code.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { UsageFault } from '../answer.ts';
import type { NamedPath } from '../files.ts';
import { eventStreamOf } from '../replay/read-events.ts';
import { logDigest } from './log-digest.ts';
import {
  BACKUP_VERSION,
  syncFolder,
  writeManifest,
  type Manifest,
  type Part,
  type SealedManifest,
  type StoredStream,
} from './manifest.ts';
import type { Operator } from '../operator.ts';
import { writePart } from './parts.ts';
import { takeObjects, type TenantObjects } from './tenant-objects.ts';
import { writeTextKeys } from './text-keys.ts';

export type BackupRun = {
  readonly operator: Operator;
  readonly folder: string;
  /** Where blobs are, if not in the broker. */
  readonly objects?: TenantObjects | undefined;
  /** Files to add, by the path that they get below `files/`. */
  readonly files: readonly NamedPath[];
  /** Of the registry that this program belongs to. */
  readonly registryVersion: string;
  readonly now: () => Date;
  readonly say: (line: string) => void;
};

/**
 * Before EVENTS, in this order. What leaves one of them was stored in a later one first: a job in the command that answers
 * it, a command in its outcome, an accepted one in its event. So nothing that was acknowledged falls between two parts.
 */
const BEFORE_EVENTS = [STREAM.jobs, STREAM.commands, STREAM.runs, STREAM.outcomes] as const;
const TEXT_KEYS = 'database/text-keys.ndjson';

/**
 * Takes a backup of a registry that may be at work. Needs an empty folder, or one that is not there; leaves nothing in it
 * when it fails. Memory does not grow with what is backed up.
 */
export const takeBackup = async (run: BackupRun): Promise<SealedManifest> => {
  const made = await emptyFolder(run.folder);
  try {
    return await written(run);
  } catch (error) {
    for (const name of await readdir(run.folder)) await rm(join(run.folder, name), { recursive: true });
    if (made !== undefined) await rm(made, { recursive: true });
    throw inWords(error, run.folder);
  }
};

const written = async (run: BackupRun): Promise<SealedManifest> => {
  const { operator, folder, now } = run;
  const startedAt = now().toISOString();
  const reacted = await reactedOf(operator);
  const streams: TakenStream[] = [];
  for (const name of BEFORE_EVENTS) streams.push(await takeStream(run, name));
  const log = await takeStream(run, STREAM.events);
  // Blobs and keys are stored before the event that needs them, a dead letter before its message leaves the queue.
  streams.push(log, await takeStream(run, STREAM.dead));
  const buckets = await blobStreams(operator);
  for (const name of buckets) streams.push(await takeStream(run, name));

  const digest = await digested(run, log.stored.state.last_seq);
  const bucketTenants = buckets.flatMap((name) => tenantOfBlobStream(name) ?? []);
  const tenants = [...new Set([...digest.tenants(), ...bucketTenants])].toSorted();
  const objects = await takeAllObjects(run, { tenants, bucketTenants });
  const keys = await writePart(folder, TEXT_KEYS, (take) => writeTextKeys(operator.database, tenants, take));
  const files = await addFiles(run);
  const { checkpoint, migrations } = await databaseState(operator);
  const parts = [...[...streams, ...objects].map(({ part }) => part), keys.part, ...files];
  await syncFolders(folder, parts);
  return writeManifest(folder, {
    format: 'policy-registry-backup',
    version: BACKUP_VERSION,
    startedAt,
    finishedAt: now().toISOString(),
    registry: { version: run.registryVersion, migrations },
    broker: { version: operator.connection.info?.version ?? '' },
    events: { lastSeq: log.stored.state.last_seq, sha256: digest.sha256(), reacted, checkpoint },
    tenants,
    streams: streams.map(({ stored }) => stored),
    ...(run.objects !== undefined && { objects: objects.map(({ stored }) => stored) }),
    textKeys: { part: TEXT_KEYS, count: keys.result },
    files: files.map(({ path }) => path),
    parts,
  });
};

/** Makes the folder for its owner alone; answers the first one that had to be made. */
const emptyFolder = async (folder: string): Promise<string | undefined> => {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const there = await readdir(folder);
    if (there.length === 0) return made;
  } catch (cause) {
    throw new UsageFault(`${folder} cannot be made a folder (${String(codeOf(cause))})`, { cause });
  }
  throw new UsageFault(`${folder} is not empty; a backup needs a folder of its own`);
};

/** How far the durable consumers of EVENTS had come. Their reactions go on from here: one that happened since changes nothing. */
const reactedOf = async ({ jsm }: Operator): Promise<Manifest['events']['reacted']> => {
  const positions: Record<string, number> = {};
  for (const { stream, config } of durableConfigs()) {
    if (stream !== STREAM.events) continue;
    const { ack_floor: floor } = await jsm.consumers.info(stream, config.durable_name);
    positions[config.durable_name] = floor.stream_seq;
  }
  return positions;
};

type TakenStream = { readonly stored: StoredStream; readonly part: Part };

const takeStream = async ({ operator, folder, say }: BackupRun, name: string): Promise<TakenStream> => {
  const path = `streams/${name}.snapshot`;
  const { part, result: state } = await writePart(folder, path, (take) =>
    takeSnapshot(operator.connection, name, take),
  );
  say(`${name}: ${state.messages} messages up to sequence ${state.last_seq}, ${part.bytes} bytes`);
  return { stored: { name, part: path, state }, part };
};

const blobStreams = async ({ jsm }: Operator): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const name of jsm.streams.names()) if (tenantOfBlobStream(name) !== undefined) names.push(name);
  return names.toSorted();
};

/** Taken after EVENTS: blobs are stored before the event that needs them. */
const takeAllObjects = async (
  { folder, objects, say }: BackupRun,
  {
    tenants,
    bucketTenants,
  }: { readonly tenants: readonly string[]; readonly bucketTenants: readonly string[] },
) => {
  const elsewhere = tenants.filter((tenant) => !bucketTenants.includes(tenant));
  if (objects === undefined) {
    if (elsewhere.length === 0) return [];
    throw new Unavailable(
      `the broker has no blobs of ${elsewhere.join(', ')}: if they are at an S3 service, say where it is (POLICYCTL_S3_ENDPOINT and the like)`,
    );
  }
  const taken = [];
  for (const tenant of elsewhere) {
    const one = await takeObjects(folder, tenant, objects);
    const { count, bytes, damaged } = one.stored;
    say(`blobs of ${tenant}: ${count} with ${bytes} bytes`);
    for (const digest of damaged) say(`DAMAGED, and not in the backup: blob ${digest} of ${tenant}`);
    taken.push(one);
  }
  return taken;
};

const digested = async ({ operator, say }: BackupRun, lastSeq: number) => {
  const digest = logDigest();
  for await (const batch of eventStreamOf(operator.connection, 'backup').messages(lastSeq)) {
    for (const message of batch) digest.take(message);
  }
  const missing = digest.missingSeq(lastSeq);
  if (missing !== undefined) {
    throw new Unavailable(
      `EVENTS lacks sequence ${missing}: a damaged log cannot be backed up; mend it first`,
    );
  }
  say(`EVENTS: ${lastSeq} messages read and digested`);
  return digest;
};

const addFiles = async ({ folder, files }: BackupRun): Promise<readonly Part[]> => {
  const parts: Part[] = [];
  for (const { path, from } of files) {
    const { part } = await writePart(folder, `files/${path}`, async (take) => {
      for await (const chunk of createReadStream(from)) await take(chunk);
    });
    parts.push(part);
  }
  return parts;
};

const databaseState = ({ database }: Operator) =>
  inTransaction(database, async (tx) => ({
    checkpoint: await readCheckpoint(tx),
    migrations: [...(await appliedMigrations(tx))],
  }));

const syncFolders = async (folder: string, parts: readonly Part[]): Promise<void> => {
  const folders = parts.flatMap(({ path }) => {
    const names = path.split('/').slice(0, -1);
    return names.map((_name, index) => resolve(folder, ...names.slice(0, index + 1)));
  });
  for (const one of new Set(folders)) await syncFolder(one);
};

/** What an operator can do something about, without a stack of calls. */
const inWords = (error: unknown, folder: string): unknown => {
  const gone = 'what was written of the backup was removed';
  if (error instanceof StreamTransferFailed)
    return new Unavailable(`${error.message}; ${gone}`, { cause: error });
  if (error instanceof JetStreamApiError)
    return new Unavailable(`the broker says: ${error.message}; ${gone}`, { cause: error });
  if (error instanceof BlobStoreUnavailable || error instanceof BlobNotFound)
    return new Unavailable(`the object store says: ${error.message}; ${gone}`, { cause: error });
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new Unavailable(`there is no room left for ${folder}; ${gone}`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Unavailable(`${folder} cannot be written (${code}); ${gone}`, { cause: error });
  return error;
};
