import {
  commandPublisher,
  connectService,
  deadLetters,
  openJetStream,
  runnerOf,
  suspects,
  STREAM,
  workQueue,
  type BrokerHealth,
} from '@policy-registry/event-store';
import { tupleReader } from '@policy-registry/facts';
import { openBlobStore, type OpenedBlobStore } from '@policy-registry/object-store';
import { createMetrics, QueueTransport, type Logger, type Readiness } from '@policy-registry/platform';
import type { ConnectedEngines } from '@policy-registry/policy-engine';
import { localKeySigner } from '@policy-registry/signing';
import type { JsMsg } from '@nats-io/jetstream';

import type { RunnerConfig } from './config.ts';
import { openOutgoing } from './deliver/outgoing.ts';
import { engineNotes, openEngines } from './engines.ts';
import { runnerFaults, withReportFaults, withSignFault } from './faults.ts';
import { JOB_QUEUES } from './work/jobs.controller.ts';
import { workJob, type JobMessage } from './work/work-job.ts';

/** Of each class: a free runner elsewhere gets the next job. */
const JOBS_AT_ONCE_MAX = 1;
/** Deliveries compute nothing, they wait for servers of others. */
const DELIVERIES_AT_ONCE_MAX = 16;

/** The object graph: which adapter stands behind each port. */
export const compose = async (config: RunnerConfig, logger: Logger) => {
  const metrics = createMetrics('simulation-runner');
  const outgoing = await openOutgoing(config);
  const engines = await openEngines(config, logger);
  const { connection, sign, health } = await connectService({
    url: config.NATS_URL,
    name: config.INSTANCE_NAME,
    credentialsFile: config.NATS_CREDS_FILE,
    report: (broker) => logger.warn({ broker }, 'state of the broker'),
  });
  const { js, jsm } = await openJetStream(connection);
  const store = await openBlobStore(config, connection);
  const pass = runnerFaults(config);
  const work = workJob({
    workshop: {
      blobs: store.blobs,
      engines,
      get engine() {
        return engines.default;
      },
      readTuple: tupleReader(),
      signer: withSignFault(localKeySigner({ keyDir: config.EVIDENCE_KEY_DIR }), pass),
      outgoing,
      runner: config.INSTANCE_NAME,
    },
    publish: withReportFaults(commandPublisher(js, jsm, { producer: 'runner', sign }), pass),
    bury: deadLetters(js),
    suspects: suspects(js, jsm),
    logger,
    metrics,
    nowMs: () => Date.now(),
  });
  const onFault = (error: unknown, { subject, seq }: JsMsg) =>
    logger.error({ err: error, subject, seq }, 'the job goes back to its queue');
  const onLost = (error: unknown) => logger.warn({ err: error }, 'nobody gives out jobs: asking again');

  return {
    ports: { workJob: work, readiness: readinessOf({ broker: health, engines, store }), metrics },
    transport: new QueueTransport(
      JOB_QUEUES.map(({ jobClass, pattern }) => ({
        pattern,
        open: (handle) =>
          workQueue(connection, {
            stream: STREAM.jobs,
            durable: runnerOf(jobClass),
            concurrency: jobClass === 'outgoing' ? DELIVERIES_AT_ONCE_MAX : JOBS_AT_ONCE_MAX,
            onFault,
            onLost,
            work: async (message) => {
              await handle(toJobMessage(message));
              return { done: true };
            },
          }),
      })),
    ),
    close: [
      { name: 'policy engines', close: async () => engines.close() },
      { name: 'broker', close: () => connection.drain() },
    ],
  };
};

const toJobMessage = (message: JsMsg): JobMessage => ({
  subject: message.subject,
  bytes: message.data,
  seq: message.seq,
  deliveries: message.info.deliveryCount,
  traceparent: message.headers?.get('traceparent') || undefined,
});

type Looked = {
  readonly broker: () => BrokerHealth;
  readonly engines: ConnectedEngines;
  readonly store: OpenedBlobStore;
};

const readinessOf =
  ({ broker, engines, store }: Looked) =>
  async (): Promise<Readiness> => ({
    checks: { broker: broker(), ...(store.health && { objectStore: await store.health() }) },
    notes: [
      ...engineNotes(engines),
      ...(store.blobs.worm ? [] : ['evidence store: no object lock (worm: false)']),
    ],
  });
