import { readFile } from 'node:fs/promises';

import { edgeProblems } from '@policy-registry/contracts';
import {
  commandPublisher,
  connectService,
  heartbeatPublisher,
  openJetStream,
  waitingRoom,
  type ServiceConnection,
} from '@policy-registry/event-store';
import { openBlobStore } from '@policy-registry/object-store';
import { createMetrics, parseFileContent, type ClosingStep, type Logger } from '@policy-registry/platform';
import { closeDatabase, listenPositions, openDatabase, verifyRole } from '@policy-registry/postgres';
import { publicSealingKeyOf, type SealingKey } from '@policy-registry/signing/sealing';

import { admissionOf } from './admission/admission.ts';
import { admissionSettingsOf } from './admission/config.ts';
import { authenticationOf } from './authentication.ts';
import { jetstreamOutcomes } from './command/jetstream-outcomes.ts';
import type { GatewayConfig } from './config.ts';
import { issuerKeysCheck } from './edge/issuer-keys.ts';
import { Problem } from './edge/problem.ts';
import { gatewayFaults, withPublishFaults } from './faults.ts';
import type { Ports } from './ports.ts';
import { readinessOf } from './readiness.ts';
import { postgresReadModels } from './read/postgres-read-models.ts';
import { WAITS } from './waits.ts';

const KEK_BYTES = 32;
const OPEN_API_FILE = new URL('../../../openapi/openapi.json', import.meta.url);

export type Composed = {
  readonly ports: Ports;
  readonly stop: () => void;
  readonly closing: readonly ClosingStep[];
};

/** The object graph: which adapter stands behind each port. Rejects when one of them cannot work. */
export const compose = async (config: Readonly<GatewayConfig>, logger: Logger): Promise<Composed> => {
  const kek = await readKek(config.TEXT_KEY_FILE);
  const { authenticate, keys } = authenticationOf(config);
  // A file is there or wrong; an issuer may be late.
  if (config.OIDC_JWKS_FILE !== undefined) await keys.count();
  await readTrust(config.TRUST_FILE);
  const sealingKey = await readSealingKey(config.WEBHOOK_PUBLIC_KEY_FILE);
  const database = await openDatabase({
    url: config.DATABASE_URL,
    applicationName: config.INSTANCE_NAME,
    connectionsMax: config.DATABASE_CONNECTIONS_MAX,
  });
  await verifyRole(database);
  const positions = await listenPositions(config.DATABASE_URL, (err) =>
    logger.warn({ err }, 'listening for positions broke off'),
  );
  // While the broker restarts, requests are answered 503.
  const { connection: broker, sign, health } = await openBroker(config, logger);
  const { js, jsm } = await openJetStream(broker);
  const store = await openBlobStore(config, broker);
  const readModels = postgresReadModels(database);
  const stopping = new AbortController();
  const room = waitingRoom(jsm, { producer: 'gateway', nowMs: () => performance.now() });

  const ports: Ports = {
    authenticate,
    admission: admissionOf(admissionSettingsOf(config), () => performance.now()),
    publish: withPublishFaults(
      commandPublisher(js, jsm, { producer: 'gateway', sign, room }),
      gatewayFaults(config),
    ),
    beat: heartbeatPublisher(js),
    outcomes: await jetstreamOutcomes(broker),
    readModels,
    positions,
    blobs: store.blobs,
    kek,
    trust: () => readTrust(config.TRUST_FILE),
    sealingKey,
    openApi: readOpenApi,
    readiness: readinessOf({
      config,
      broker: health,
      positions,
      readModels,
      objectStore: store.health,
      issuerKeys: issuerKeysCheck(keys),
    }),
    logger,
    metrics: createMetrics('gateway'),
    now: Date.now,
    waits: WAITS,
    stopping: stopping.signal,
  };
  const closing = [
    { name: 'broker', close: () => broker.drain() },
    { name: 'positions', close: positions.close },
    { name: 'database', close: () => closeDatabase(database) },
  ];
  return { ports, stop: () => stopping.abort(), closing };
};

const openBroker = (config: Readonly<GatewayConfig>, logger: Logger): Promise<ServiceConnection> =>
  connectService({
    url: config.NATS_URL,
    name: config.INSTANCE_NAME,
    credentialsFile: config.NATS_CREDS_FILE,
    report: (broker) => logger.warn({ broker }, 'state of the broker'),
  });

const readKek = async (file: string): Promise<Uint8Array> => {
  const kek = await readFile(file);
  if (kek.length !== KEK_BYTES)
    throw new Error(`TEXT_KEY_FILE must hold ${KEK_BYTES} bytes, not ${kek.length}`);
  return kek;
};

// Read at each request: keys are added while the gateway runs. What is no JSON is not handed on as such.
const readTrust = async (file: string): Promise<string> => {
  return JSON.stringify(parseFileContent('TRUST_FILE', await readFile(file, 'utf8')));
};

/** Read once, so that a file that holds none stops the start. */
const readSealingKey = async (file: string | undefined): Promise<() => Promise<SealingKey>> => {
  const key = file === undefined ? undefined : publicSealingKeyOf(await readFile(file, 'utf8'));
  return async () => {
    if (key === undefined) throw new Problem(edgeProblems.notFound, 'this registry delivers no webhooks');
    return key;
  };
};

const readOpenApi = async (): Promise<string> => {
  try {
    return await readFile(OPEN_API_FILE, 'utf8');
  } catch (error) {
    throw new Problem(edgeProblems.notFound, 'this installation carries no description of its API', {
      cause: error,
    });
  }
};
