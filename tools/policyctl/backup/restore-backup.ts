import { DeliverPolicy } from '@nats-io/jetstream';
import {
  durableConfigs,
  ensureStreams,
  restoreStream,
  STREAM,
  StreamTransferFailed,
} from '@policy-registry/event-store';
import { discardReadModels, inTransaction, readCheckpoint } from '@policy-registry/postgres';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Manifest, StoredStream } from './manifest.ts';
import type { Operator } from '../operator.ts';
import { partBytes } from './parts.ts';
import { emptyTarget, isMissing, type RestoredHalf, type Target } from './target.ts';
import { restoreTextKeys } from './text-keys.ts';
import { verifyLog, type VerifiedLog } from './verify-log.ts';

export type RestoreRun = {
  readonly operator: Operator;
  readonly folder: string;
  /** Of a backup whose parts were verified. */
  readonly manifest: Manifest;
  readonly only?: RestoredHalf | undefined;
  /** The rows in the database are folded anew from the restored log. */
  readonly discardsReadModels: boolean;
  readonly say: (line: string) => void;
};

export type Restored = {
  readonly streams: readonly { readonly name: string; readonly messages: number; readonly lastSeq: number }[];
  readonly log: VerifiedLog | null;
  /** The event after which reactions go on, by durable consumer. */
  readonly reactAfter: Readonly<Record<string, number>>;
  readonly textKeys: number | null;
  /** How far the read models are. Ahead of the log, the projector decides nothing. */
  readonly checkpoint: number;
  readonly isAhead: boolean;
};

const NANOS_PER_MS = 1_000_000;

/**
 * Restores a backup into an installation that migrations have set up and that holds nothing. Looks first and changes
 * afterwards; when something fails then, the installation is made empty again.
 */
export const restoreBackup = async (run: RestoreRun): Promise<Restored> => {
  const { operator, manifest, only } = run;
  const target = await emptyTarget(operator, manifest, run);
  const isWithBroker = only !== 'database';
  try {
    const streams = isWithBroker ? await putStreams(run, target) : [];
    const log = isWithBroker ? await verifyLog(operator, manifest, run.say) : null;
    const textKeys = only === 'broker' ? null : await putTextKeys(run);
    const checkpoint = await inTransaction(operator.database, readCheckpoint);
    const { state } = await operator.jsm.streams.info(STREAM.events);
    const reactAfter = isWithBroker ? manifest.events.reacted : {};
    return { streams, log, reactAfter, textKeys, checkpoint, isAhead: checkpoint > state.last_seq };
  } catch (cause) {
    const isEmpty = !isWithBroker || (await emptyAgain(operator, target));
    if (!(cause instanceof StreamTransferFailed || cause instanceof Unavailable)) throw cause;
    const now = isEmpty ? 'The installation is as empty as before' : 'Begin again with new servers';
    throw new Unavailable(`${cause.message}. ${now}`, { cause });
  }
};

/** EVENTS goes first and comes last: until everything is there, no service can take the rest for a registry. */
const putStreams = async (run: RestoreRun, target: Target): Promise<Restored['streams']> => {
  const { operator, manifest } = run;
  const isLog = ({ name }: StoredStream): boolean => name === STREAM.events;
  const [log, rest] = [manifest.streams.filter(isLog), manifest.streams.filter((one) => !isLog(one))];
  for (const { name } of [...log, ...rest]) await operator.jsm.streams.delete(name);
  const restored = [];
  for (const stream of [...rest, ...log]) restored.push(await putStream(run, stream, target));
  await continueReactions(operator, manifest);
  await ensureSettings(operator, target);
  return restored;
};

const putStream = async (
  { operator, folder, say }: RestoreRun,
  { name, part, state }: StoredStream,
  target: Target,
): Promise<Restored['streams'][number]> => {
  const config = target.get(name);
  if (config === undefined) throw new Error(`no settings for ${name}`);
  const found = await restoreStream(operator.connection, { config, state }, partBytes(folder, part));
  if (found.last_seq < state.last_seq)
    throw new Unavailable(`${name} was restored up to ${found.last_seq} only, instead of ${state.last_seq}`);
  say(`${name}: ${found.messages} messages up to sequence ${found.last_seq}`);
  return { name, messages: found.messages, lastSeq: found.last_seq };
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
const putTextKeys = async (run: RestoreRun): Promise<number> => {
  const { operator, folder, manifest, discardsReadModels, say } = run;
  const count = await inTransaction(operator.database, async (tx) => {
    if (discardsReadModels) await discardReadModels(tx);
    return restoreTextKeys(tx, folder, manifest.textKeys.part);
  });
  say(`PostgreSQL: ${count} text keys`);
  return count;
};
