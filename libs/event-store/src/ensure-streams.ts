import {
  jetstreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import { durableConfigs, streamConfigs, type StreamOptions } from './streams.ts';

/** The oldest server whose guarantees this registry relies on. */
export const SERVER_VERSION_MIN = '2.12.0';

/**
 * Creates what is missing, updates what differs, and reads every setting back: old servers ignore options they
 * do not know. Needs a broker administrator; the services have no such right. Throws when a setting did not take.
 */
export const ensureStreams = async (connection: NatsConnection, options: StreamOptions): Promise<void> => {
  verifyServerVersion(connection);
  const jsm = await jetstreamManager(connection);
  for (const wanted of streamConfigs(options)) {
    const exists = await isThere(() => jsm.streams.info(wanted.name));
    // Retention and storage cannot change later; the rest may.
    const { config } = exists ? await jsm.streams.update(wanted.name, wanted) : await jsm.streams.add(wanted);
    verifyTaken(wanted.name, wanted, config);
  }
  for (const { stream, config } of durableConfigs()) await ensureDurable(jsm, stream, config);
};

const ensureDurable = async (
  jsm: JetStreamManager,
  stream: string,
  config: ReturnType<typeof durableConfigs>[number]['config'],
): Promise<void> => {
  const exists = await isThere(() => jsm.consumers.info(stream, config.durable_name));
  const info = exists
    ? await jsm.consumers.update(stream, config.durable_name, config)
    : await jsm.consumers.add(stream, config);
  verifyTaken(`${stream} ${config.durable_name}`, config, info.config);
};

const verifyServerVersion = (connection: NatsConnection): void => {
  const version = connection.info?.version ?? '0.0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorMin = 0, minorMin = 0] = SERVER_VERSION_MIN.split('.').map(Number);
  if (major < majorMin || (major === majorMin && minor < minorMin)) {
    throw new Error(`the NATS server is ${version}; the registry needs ${SERVER_VERSION_MIN} or newer`);
  }
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
  const taken = new Map(Object.entries(actual));
  for (const [key, value] of Object.entries(wanted)) {
    if (JSON.stringify(taken.get(key)) !== JSON.stringify(value)) {
      throw new Error(
        `${name}: the broker took ${key} as ${JSON.stringify(taken.get(key))}, not ${JSON.stringify(value)}`,
      );
    }
  }
};
