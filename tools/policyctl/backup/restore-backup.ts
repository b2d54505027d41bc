import { DeliverPolicy } from '@nats-io/jetstream';
import {
  durableConfigs,
  ensureStreams,
  restoreStream,
  STREAM,
  StreamTransferFailed,
} from '@policy-registry/event-store';
import { BlobStoreUnavailable } from '@policy-registry/object-store';
import { discardReadModels, inTransaction, readCheckpoint } from '@policy-registry/postgres';

import { beginRestoring, endRestoring, isMissing, restoringAt } from '../../migrate/restoring.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import type { Manifest, StoredStream } from './manifest.ts';
import type { Operator } from '../operator.ts';
import { partBytes } from './parts.ts';
import { emptyTarget, type RestoredHalf, type Target } from './target.ts';
import { putObjects, type TenantObjects } from './tenant-objects.ts';
import { restoreTextKeys, takeBackTextKeys } from './text-keys.ts';
import { verifyLog, type VerifiedLog } from './verify-log.ts';

export type RestoreRun = {
  readonly operator: Operator;
  readonly folder: string;
  /** Of a backup whose parts were verified. */
  readonly manifest: Manifest;
  readonly only?: RestoredHalf | undefined;
  /** Where blobs are put, if not into the broker. */
  readonly objects?: TenantObjects | undefined;
  /** The rows in the database are folded anew from the restored log. */
  readonly discardsReadModels: boolean;
  readonly say: (line: string) => void;
};

export type Restored = {
  readonly streams: readonly { readonly name: string; readonly messages: number; readonly lastSeq: number }[];
  readonly log: VerifiedLog | null;
  /** The event after which reactions go on, by durable consumer. */
  readonly reactAfter: Readonly<Record<string, number>>;
  /** How many blobs each tenant has of the backup, where they are at an S3 service. */
  readonly blobs: Readonly<Record<string, number>>;
  readonly textKeys: number | null;
  /** How far the read models are. Ahead of the log, the projector decides nothing. */
  readonly checkpoint: number;
  readonly isAhead: boolean;
};

const NANOS_PER_MS = 1_000_000;

/** A restoration that has found its target; what it added to the database can be taken back. */
type Running = RestoreRun & { readonly target: Target; readonly addedKeys: string[] };

/**
 * Restores a backup into an installation that migrations have set up and that holds nothing. Looks first and changes
 * afterwards; when something fails then, the installation is made empty again. One that was killed is begun again by the
 * next, and until then the broker has a mark at which migrations stop.
 */
export const restoreBackup = async (run: RestoreRun): Promise<Restored> => {
  const { operator, manifest, only } = run;
  const isWithBroker = only !== 'database';
  if (isWithBroker && manifest.objects !== undefined && run.objects === undefined)
    throw new Unavailable(
      'the backup has blobs of an S3 service: say where they go (POLICYCTL_S3_ENDPOINT and the like). Nothing was changed',
    );
  const goesOn = isWithBroker && (await clearBrokenOff(run));
  const target = await emptyTarget(operator, manifest, { ...run, goesOn });
  const running: Running = { ...run, target, addedKeys: [] };
  const streams = [...target.values()];
  if (isWithBroker) await beginRestoring(operator, { lastSeq: lastSeqOf(manifest), streams });
  try {
    const put = await putAll(running);
    if (isWithBroker) await endRestoring(operator.jsm);
    const checkpoint = await inTransaction(operator.database, readCheckpoint);
    const { state } = await operator.jsm.streams.info(STREAM.events);
    const reactAfter = isWithBroker ? manifest.events.reacted : {};
    return { ...put, reactAfter, checkpoint, isAhead: checkpoint > state.last_seq };
  } catch (cause) {
    const isEmpty = await takenBack(running);
    if (!isForOperators(cause)) throw cause;
    const now = isEmpty ? 'The installation is as empty as before' : 'Begin again with new servers';
    throw new Unavailable(`${cause.message}. ${now}`, { cause });
  }
};

const isForOperators = (error: unknown): error is Error =>
  [StreamTransferFailed, Unavailable, BlobStoreUnavailable].some((kind) => error instanceof kind);

const isLog = ({ name }: StoredStream): boolean => name === STREAM.events;

const lastSeqOf = ({ streams }: Manifest): number => streams.find(isLog)?.state.last_seq ?? 0;

/** Makes the broker as empty as it was before a restoration that was broken off. False when there was none. */
const clearBrokenOff = async ({ operator, say }: RestoreRun): Promise<boolean> => {
  const { jsm } = operator;
  const earlier = await restoringAt(jsm);
  if (earlier === undefined) return false;
  const { lastSeq, streams } = earlier;
  const log = await jsm.streams.info(STREAM.events).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return undefined;
  });
  if (log !== undefined && log.state.last_seq > lastSeq)
    throw new Unavailable(
      `a restoration was broken off, and somebody has written to ${STREAM.events} since: begin again with new servers`,
    );
  say('an earlier restoration was broken off: beginning again');
  if (!(await emptyAgain(operator, new Map(streams.map((config) => [config.name, config])))))
    throw new Unavailable(
      'what an earlier restoration left cannot be taken away: begin again with new servers',
    );
  await endRestoring(jsm);
  return true;
};

/**
 * The log goes first and comes last, after the text keys: until everything is there, no service can take the rest for a
 * registry.
 */
const putAll = async (
  running: Running,
): Promise<Pick<Restored, 'streams' | 'log' | 'blobs' | 'textKeys'>> => {
  const { operator, manifest, only, target, say } = running;
  const putKeys = () => (only === 'broker' ? null : putTextKeys(running));
  if (only === 'database') return { streams: [], log: null, blobs: {}, textKeys: await putKeys() };
  const [log, rest] = [manifest.streams.filter(isLog), manifest.streams.filter((one) => !isLog(one))];
  for (const { name } of [...log, ...rest]) await operator.jsm.streams.delete(name);
  const streams = [];
  for (const stream of rest) streams.push(await putStream(running, stream));
  const blobs = await putBlobs(running);
  const textKeys = await putKeys();
  for (const stream of log) streams.push(await putStream(running, stream));
  await continueReactions(operator, manifest);
  await ensureSettings(operator, target);
  return { streams, log: await verifyLog(operator, manifest, say), blobs, textKeys };
};

const putStream = async (
  { operator, folder, target, say }: Running,
  { name, part, state }: StoredStream,
): Promise<Restored['streams'][number]> => {
  const config = target.get(name);
  if (config === undefined) throw new Error(`no settings for ${name}`);
  const found = await restoreStream(operator.connection, { config, state }, partBytes(folder, part));
  if (found.last_seq < state.last_seq)
    throw new Unavailable(`${name} was restored up to ${found.last_seq} only, instead of ${state.last_seq}`);
  say(`${name}: ${found.messages} messages up to sequence ${found.last_seq}`);
  return { name, messages: found.messages, lastSeq: found.last_seq };
};

/** They are not taken back when something fails later: nobody asks for them then, and a lock may keep them. */
const putBlobs = async ({ folder, manifest, objects, say }: Running): Promise<Restored['blobs']> => {
  const put: Record<string, number> = {};
  for (const stored of manifest.objects ?? []) {
    if (objects === undefined) throw new Error('nobody said where blobs go');
    put[stored.tenant] = await putObjects(folder, stored, objects);
    say(`blobs of ${stored.tenant}: ${put[stored.tenant]}`);
  }
  return put;
};

/** Reactions begin where they were before the backup: what they did since is done once more, and changes nothing. */
const continueReactions = async ({ jsm }: Operator, { events }: Manifest): Promise<void> => {
  for (const { stream, config } of durableConfigs()) {
    const reacted = events.reacted[config.durable_name];
    if (stream !== STREAM.events || reacted === undefined) continue;
    const begin = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: reacted + 1 };
    await jsm.consumers.add(stream, { ...config, ...begin });
  }
};

/** Consumers and settings are those of this version, as migrations would make them. */
const ensureSettings = async ({ connection }: Operator, target: Target): Promise<void> => {
  const config = target.get(STREAM.events);
  if (config === undefined) throw new Error('no settings for EVENTS');
  await ensureStreams(connection, {
    duplicateWindowMs: config.duplicate_window / NANOS_PER_MS,
    replicas: config.num_replicas,
  });
};

/** Puts empty streams into the place of restored ones. False when the broker does not let it. */
const emptyAgain = async (operator: Operator, target: Target): Promise<boolean> => {
  try {
    for (const [name, config] of target) {
      await operator.jsm.streams.delete(name).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
      // A copy: the client adds to what it is given.
      await operator.jsm.streams.add({ ...config });
    }
    await ensureSettings(operator, target);
    return true;
  } catch {
    // What went wrong first is what the operator is told.
    return false;
  }
};

/** All keys or none, and the rows go only where the keys come. */
const putTextKeys = async (running: Running): Promise<number> => {
  const { operator, folder, manifest, discardsReadModels, addedKeys, say } = running;
  const { count, added } = await inTransaction(operator.database, async (tx) => {
    if (discardsReadModels) await discardReadModels(tx);
    return restoreTextKeys(tx, folder, manifest.textKeys.part);
  });
  addedKeys.push(...added);
  say(`PostgreSQL: ${count} text keys`);
  return count;
};

/** Undoes what was done until something failed. False when not all of it could be; then the mark stays at the broker. */
const takenBack = async ({ operator, only, target, addedKeys }: Running): Promise<boolean> => {
  if (only === 'database') return true;
  try {
    await takeBackTextKeys(operator.database, addedKeys);
    if (!(await emptyAgain(operator, target))) return false;
    await endRestoring(operator.jsm);
    return true;
  } catch {
    // What went wrong first is what the operator is told.
    return false;
  }
};
