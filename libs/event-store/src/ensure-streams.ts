import {
  DeliverPolicy,
  jetstreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type ConsumerConfig,
  type JetStreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { BROKER_ANSWER_MS_MAX } from './open-jetstream.ts';
import {
  auditConfig,
  durableConfigs,
  streamConfigs,
  type AuditOptions,
  type DurableConfig,
  type StreamOptions,
  type Wanted,
} from './streams.ts';

/** The oldest server whose guarantees this registry relies on. */
export const SERVER_VERSION_MIN = '2.12.0';

/**
 * Creates what is missing, updates what differs, and reads every setting back: old servers ignore options they
 * do not know. Needs a broker administrator; the services have no such right. Throws when a setting did not take.
 */
export const ensureStreams = async (connection: NatsConnection, options: StreamOptions): Promise<void> => {
  verifyServerVersion(connection);
  const jsm = await jetstreamManager(connection, { timeout: BROKER_ANSWER_MS_MAX });
  for (const wanted of streamConfigs(options)) await ensureStream(jsm, wanted);
  for (const durable of durableConfigs()) await ensureDurable(jsm, durable);
};

/** The same for a tenant's copy of its events, in the account that the connection is of. EVENTS has to be there. */
export const ensureAudit = async (connection: NatsConnection, options: AuditOptions): Promise<void> => {
  verifyServerVersion(connection);
  await ensureStream(
    await jetstreamManager(connection, { timeout: BROKER_ANSWER_MS_MAX }),
    auditConfig(options),
  );
};

/** What of the streams and consumers is missing or set otherwise than {@link ensureStreams} would. */
export const streamFaults = async (
  jsm: JetStreamManager,
  options: StreamOptions,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  const look = async (name: string, wanted: object, info: () => Promise<{ readonly config: object }>) => {
    const isThereNow = await isThere(async () => {
      faults.push(...differences(name, wanted, (await info()).config));
    });
    if (!isThereNow) faults.push(`${name} is missing`);
  };
  for (const wanted of streamConfigs(options))
    await look(wanted.name, wanted, () => jsm.streams.info(wanted.name));
  for (const { stream, config } of durableConfigs())
    await look(`${stream} ${config.durable_name}`, config, () =>
      jsm.consumers.info(stream, config.durable_name),
    );
  return faults;
};

const ensureStream = async (jsm: JetStreamManager, wanted: Omit<Wanted, 'subjects'>): Promise<void> => {
  const exists = await isThere(() => jsm.streams.info(wanted.name));
  // Retention and storage cannot change later; the rest may.
  const { config } = exists ? await jsm.streams.update(wanted.name, wanted) : await jsm.streams.add(wanted);
  verifyTaken(wanted.name, wanted, config);
};

const ensureDurable = async (jsm: JetStreamManager, durable: DurableConfig): Promise<void> => {
  const { stream, config } = durable;
  const exists = await isThere(() => jsm.consumers.info(stream, config.durable_name));
  // Where a consumer began cannot change later, and needs not: it knows how far it came.
  const wanted = exists ? config : { ...config, ...(await beginningOf(jsm, durable)) };
  const { config: taken } = exists
    ? await jsm.consumers.update(stream, config.durable_name, wanted)
    : await jsm.consumers.add(stream, wanted);
  verifyTaken(`${stream} ${config.durable_name}`, wanted, taken);
};

/** A consumer of the log that was lost does not get all history again; what came in between is the price. */
const beginningOf = async (
  jsm: JetStreamManager,
  { stream, begins }: DurableConfig,
): Promise<Partial<ConsumerConfig>> => {
  if (begins === 'at-first') return { deliver_policy: DeliverPolicy.All };
  const { last_seq: lastSeq } = (await jsm.streams.info(stream)).state;
  return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: lastSeq + 1 };
};

/** Why the registry cannot rely on this server; `undefined` when it can. */
export const serverVersionFault = (connection: NatsConnection): string | undefined => {
  const version = connection.info?.version ?? '0.0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = SERVER_VERSION_MIN.split('.').map(Number);
  const isOld = major < majorMin || (major === majorMin && minor < minorMin);
  return isOld
    ? `the NATS server is ${version}; the registry needs ${SERVER_VERSION_MIN} or newer`
    : undefined;
};

const verifyServerVersion = (connection: NatsConnection): void => {
  const fault = serverVersionFault(connection);
  if (fault !== undefined) throw new Error(fault);
};

const isThere = async (look: () => Promise<unknown>): Promise<boolean> => {
  try {
    await look();
    return true;
  } catch (error) {
    const missing: readonly number[] = [JetStreamApiCodes.StreamNotFound, JetStreamApiCodes.ConsumerNotFound];
    if (error instanceof JetStreamApiError && missing.includes(error.code)) return false;
    throw error;
  }
};

const verifyTaken = (name: string, wanted: object, actual: object): void => {
  const [first] = differences(name, wanted, actual);
  if (first !== undefined) throw new Error(first);
};

const differences = (name: string, wanted: object, actual: object): readonly string[] => {
  const taken = new Map(Object.entries(actual));
  return Object.entries(wanted).flatMap(([key, value]) =>
    JSON.stringify(taken.get(key)) === JSON.stringify(value)
      ? []
      : [
          `${name}: the broker took ${key} as ${JSON.stringify(taken.get(key))}, not ${JSON.stringify(value)}`,
        ],
  );
};
