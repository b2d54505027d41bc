import { readFile } from 'node:fs/promises';

import { newTenantKey, wrapKey } from '@policy-registry/access';
import { inboxPrefixOf, runStatusSubject } from '@policy-registry/contracts';
import {
  commandPublisher,
  deadLetters,
  DECIDER,
  jetStreamEventLog,
  jetStreamOutcomes,
  jobPublisher,
  REACTOR,
  STREAM,
  workQueue,
} from '@policy-registry/event-store';
import { canonicalBytes, nudgeSubject, type Json } from '@policy-registry/kernel';
import { createMetrics, QueueTransport, type Logger } from '@policy-registry/platform';
import { closeDatabase, createTextKey, inTenant, openDatabase, verifyRole, type Database } from '@policy-registry/postgres';
import { jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import type { ProjectorConfig } from './config.ts';
import { COMMANDS_QUEUE } from './decide/commands.controller.ts';
import { decideCommand } from './decide/decide-command.ts';
import { intake, type CommandMessage } from './decide/intake.ts';
import { stateCache } from './decide/state-cache.ts';
import { withAppendFault, withOutcomeFault } from './faults.ts';
import { startProjection } from './project/projection.ts';
import { readinessOf } from './readiness.ts';
import { EVENTS_QUEUE } from './react/reactions.controller.ts';
import { reactor, type EventMessage } from './react/reactor.ts';
import { seedTenants } from './seed/seed.ts';

/** The object graph: which adapter stands behind each port. */
export const compose = async (config: ProjectorConfig, logger: Logger) => {
  const metrics = createMetrics('projector');
  const database = await openDatabase({
    url: config.DATABASE_URL,
    applicationName: config.INSTANCE_NAME,
    connectionsMax: config.DATABASE_CONNECTIONS_MAX,
  });
  await verifyRole(database);
  const connection = await connect({
    servers: config.NATS_URL,
    name: config.INSTANCE_NAME,
    inboxPrefix: inboxPrefixOf('projector'),
    maxReconnectAttempts: -1,
    ...(config.NATS_USER !== undefined && { user: config.NATS_USER, pass: config.NATS_PASSWORD ?? '' }),
  });

  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection, { checkAPI: false });
  const log = withAppendFault(jetStreamEventLog(js, jsm), config);
  const outcomes = withOutcomeFault(jetStreamOutcomes(js, jsm), config);
  const states = stateCache(log);
  const nowMs = () => Date.now();
  let isSeeded = config.SEED_FILE === undefined;
  const projection = await startProjection({ connection, database, logger, metrics });
  const onFault = (error: unknown) => logger.error({ err: error }, 'the message goes back to its queue');
  const queue = (pattern: string, stream: string, options: { durable: string; concurrency: number }, toMessage: (message: JsMsg) => unknown) => ({
    pattern,
    open: (work: (message: unknown) => Promise<unknown>) =>
      workQueue(connection, { stream, ...options, onFault, work: async (message) => toHandled(await work(toMessage(message))) }),
  });

  return {
    ports: {
      intake: intake({
        decide: decideCommand({ log, outcomes, states }),
        record: (outcome) => outcomes.record(outcome),
        nudge: (outcome) => connection.publish(nudgeSubject(outcome.tenant, outcome.commandId), canonicalBytes(outcome as Json)),
        bury: deadLetters(js),
        logger,
        metrics,
      }),
      reactor: reactor({
        log,
        states,
        publishJob: jobPublisher(js),
        openTenant: await tenantOpener(database, config.TEXT_KEY_FILE),
        publishRunStatus: (status) => connection.publish(runStatusSubject(status.tenantId, status.simulationId), JSON.stringify(status)),
        logger,
        metrics,
        nowMs,
      }),
      readiness: readinessOf({ connection, database, projection, isSeeded: () => isSeeded }),
      metrics,
    },
    transport: new QueueTransport([
      queue(COMMANDS_QUEUE, STREAM.commands, { durable: DECIDER, concurrency: config.DECISIONS_CONCURRENT_MAX }, toCommandMessage),
      queue(EVENTS_QUEUE, STREAM.events, { durable: REACTOR, concurrency: 1 }, toEventMessage),
    ]),
    seed: async () => {
      if (config.SEED_FILE === undefined) return;
      const publish = await commandPublisher(connection, 'projector');
      await seedTenants({ file: config.SEED_FILE, publish, outcomes, nowMs: nowMs() });
      isSeeded = true;
    },
    close: [
      { name: 'projection', close: () => projection.close() },
      { name: 'broker', close: () => connection.drain() },
      { name: 'database', close: () => closeDatabase(database) },
    ],
  };
};

const tenantOpener = async (database: Database, keyFile: string) => {
  const kek = new Uint8Array(await readFile(keyFile));
  return (tenant: string): Promise<void> =>
    inTenant(database, tenant, (tx) => createTextKey(tx, tenant, wrapKey({ kek, tenantKey: newTenantKey(), tenant })));
};

const toCommandMessage = (message: JsMsg): CommandMessage => ({
  subject: message.subject,
  bytes: message.data,
  seq: message.seq,
  storedAt: message.info.timestampNanos === undefined ? 0 : Math.floor(Number(message.info.timestampNanos) / 1_000_000),
  deliveries: message.info.deliveryCount,
  traceparent: message.headers?.get('traceparent') || undefined,
});

const toEventMessage = (message: JsMsg): EventMessage => ({
  seq: message.seq,
  subject: message.subject,
  bytes: message.data,
  storedAtMs: Math.floor(Number(message.info.timestampNanos) / 1_000_000),
  traceparent: message.headers?.get('traceparent') || undefined,
});

// What a controller answered came through Nest untyped; both shapes are the queue's own.
const toHandled = (result: unknown): { readonly done: true } | { readonly laterMs: number } =>
  typeof result === 'object' && result !== null && 'laterMs' in result && typeof result.laterMs === 'number'
    ? { laterMs: result.laterMs }
    : { done: true };
