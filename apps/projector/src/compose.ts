import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { newTenantKey, wrapKey } from '@policy-registry/access';
import { runStatusSubject, type RunStatus } from '@policy-registry/contracts';
import {
  commandPublisher,
  commandVerifier,
  connectService,
  deadLetters,
  eventSource,
  heartbeatFeed,
  jetStreamReader,
  jobPublisher,
  openJetStream,
  queuedJobs,
  suspects,
  tenantsWith,
  type HeartbeatFeed,
  type JetStreamReader,
} from '@policy-registry/event-store';
import { canonicalBytes, nudgeSubject, type Json, type Nudge } from '@policy-registry/kernel';
import { createMetrics, type Logger, type Metrics } from '@policy-registry/platform';
import {
  closeDatabase,
  createTextKey,
  inTenant,
  openDatabase,
  postgresHeartbeatStore,
  postgresReadModelStore,
  postgresTimerStore,
  verifyRole,
  type Database,
} from '@policy-registry/postgres';
import type { JetStreamClient } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

import type { ProjectorConfig } from './config.ts';
import { readCommandKeys } from './command-keys.ts';
import { decideCommand, type DecideOptions } from './decide/decide-command.ts';
import { dryRunCommand } from './decide/dry-run-command.ts';
import { intake, type IntakeOptions } from './decide/intake.ts';
import { stateCache, type StateCache } from './decide/state-cache.ts';
import { projectorFaults, withJobsFault, withRowsFault } from './faults.ts';
import { openLog } from './open-log.ts';
import { brokerQueues } from './queues.ts';
import { startProjection } from './project/projection.ts';
import { readinessOf } from './readiness.ts';
import { startHeartbeats } from './react/heartbeats.ts';
import { queueDepth } from './react/queue-depth.ts';
import { reactor } from './react/reactor.ts';
import { shardReleaser } from './react/release-shards.ts';
import { startSweep, type Sweep } from './react/sweep.ts';
import { startTimers, type TimersOptions } from './react/timers.ts';
import { seedTenants } from './seed/seed.ts';
import { DAMAGED_PAUSE_MS } from './while-whole.ts';

/** The object graph: which adapter stands behind each port. */
export const compose = async (config: ProjectorConfig, logger: Logger) => {
  const metrics = createMetrics('projector');
  const nowMs = () => Date.now();
  const surroundings = { logger, metrics, nowMs };
  const kek = new Uint8Array(await readFile(config.TEXT_KEY_FILE));
  const database = await openReadModels(config);
  const verifySignature = commandVerifier(await readCommandKeys(config.COMMAND_KEYS_FILE));
  const { connection, health, js, jsm, publishCommand } = await openBroker(config, logger);
  const pass = projectorFaults(config);
  const { log, outcomes } = openLog({ js, jsm, metrics, nowMs, pass });
  const states = stateCache(log);
  const sweep = sweepOf({ js, jsm, states, metrics, logger });
  let isReadable = true;
  let isSeeded = config.SEED_FILE === undefined;
  const store = withRowsFault(postgresReadModelStore(database), pass);
  const events = eventSource(connection, jsm, 'projection');
  const projection = await startProjection({ events, store, logger, metrics, nowMs, pause });
  const { isDamaged } = projection;
  const watching = await watchOf(connection, { database, jsm, publishCommand, isDamaged, ...surroundings });

  return {
    ports: {
      intake: intake({
        verifySignature,
        ...deciding({ log, outcomes, states, nowMs }),
        record: (outcome) => outcomes.record(outcome),
        nudge: nudger(connection),
        publishRunStatus: runStatusPublisher(connection),
        bury: deadLetters(js),
        suspects: suspects(js, jsm),
        unreadable: () => (isReadable = false),
        logger,
        metrics,
      }),
      reactor: reactor({
        log,
        states,
        publishJob: withJobsFault(jobPublisher(js), pass),
        publishCommand,
        releaseShards: sweep.release,
        openTenant: tenantOpener(database, kek),
        publishRunStatus: runStatusPublisher(connection),
        ...surroundings,
      }),
      readiness: readinessOf({
        broker: health,
        database,
        projection,
        isSeeded: () => isSeeded,
        isReadable: () => isReadable,
      }),
      metrics,
    },
    transport: brokerQueues({ connection, logger, config, isDamaged }),
    seed: async () => {
      if (config.SEED_FILE === undefined) return;
      while (isDamaged()) await pause(DAMAGED_PAUSE_MS, undefined, { ref: false });
      await seedTenants({ file: config.SEED_FILE, publish: publishCommand, outcomes, nowMs: nowMs() });
      isSeeded = true;
    },
    close: [
      ...watching,
      { name: 'sweep', close: () => sweep.close() },
      { name: 'projection', close: () => projection.close() },
      { name: 'broker', close: () => connection.drain() },
      { name: 'database', close: () => closeDatabase(database) },
    ],
  };
};

const openBroker = async (config: ProjectorConfig, logger: Logger) => {
  const { connection, sign, health } = await connectService({
    url: config.NATS_URL,
    name: config.INSTANCE_NAME,
    credentialsFile: config.NATS_CREDS_FILE,
    report: (broker) => logger.warn({ broker }, 'state of the broker'),
  });
  const { js, jsm: manager } = await openJetStream(connection);
  const jsm = jetStreamReader(manager);
  return {
    connection,
    health,
    js,
    jsm,
    publishCommand: commandPublisher(js, jsm, { producer: 'projector', sign }),
  };
};

type SweepParts = {
  readonly js: JetStreamClient;
  readonly jsm: JetStreamReader;
  readonly states: StateCache;
  readonly metrics: Metrics;
  readonly logger: Logger;
};

const sweepOf = ({ js, jsm, states, metrics, logger }: SweepParts): Sweep =>
  startSweep({
    release: shardReleaser({ states, queued: queuedJobs(jsm), publishJob: jobPublisher(js) }),
    tenants: () => tenantsWith(jsm, 'queue'),
    observe: queueDepth(metrics),
    logger,
    metrics,
    later,
  });

/** What this process looks at by itself: the time, and heartbeats. */
const watchOf = async (connection: NatsConnection, parts: TimerParts) => {
  const timers = timersOf(parts);
  const heartbeats = heartbeatsOf({ ...parts, feed: await heartbeatFeed(connection) });
  return [
    { name: 'timers', close: () => timers.close() },
    { name: 'heartbeats', close: () => heartbeats.close() },
  ];
};

type TimerParts = Pick<TimersOptions, 'publishCommand' | 'isDamaged' | 'logger' | 'metrics' | 'nowMs'> & {
  readonly database: Database;
  readonly jsm: JetStreamReader;
};

const timersOf = ({ database, jsm, ...parts }: TimerParts) =>
  startTimers({
    store: postgresTimerStore(database),
    tenants: () => tenantsWith(jsm, 'tenant'),
    later,
    ...parts,
  });

const heartbeatsOf = ({
  database,
  jsm,
  ...parts
}: Omit<TimerParts, 'metrics'> & { readonly feed: HeartbeatFeed }) =>
  startHeartbeats({
    store: postgresHeartbeatStore(database),
    tenants: () => tenantsWith(jsm, 'consumers'),
    pause,
    ...parts,
  });

const deciding = (options: DecideOptions): Pick<IntakeOptions, 'decide' | 'dryRun'> => ({
  decide: decideCommand(options),
  dryRun: dryRunCommand(options),
});

const nudger =
  (connection: NatsConnection) =>
  (told: Nudge): void =>
    connection.publish(nudgeSubject(told.tenant, told.commandId), canonicalBytes(told as Json));

const runStatusPublisher =
  (connection: NatsConnection) =>
  (status: RunStatus): void =>
    connection.publish(runStatusSubject(status.tenantId, status.simulationId), JSON.stringify(status));

const later = (ms: number, turn: () => void): (() => void) => {
  const timer = setTimeout(turn, ms);
  return () => clearTimeout(timer);
};

const openReadModels = async (config: ProjectorConfig): Promise<Database> => {
  const database = await openDatabase({
    url: config.DATABASE_URL,
    applicationName: config.INSTANCE_NAME,
    connectionsMax: config.DATABASE_CONNECTIONS_MAX,
    isRebuildable: true,
  });
  await verifyRole(database);
  return database;
};

const tenantOpener =
  (database: Database, kek: Uint8Array) =>
  (tenant: string): Promise<void> =>
    inTenant(database, tenant, (tx) =>
      createTextKey(tx, tenant, wrapKey({ kek, tenantKey: newTenantKey(), tenant })),
    );
