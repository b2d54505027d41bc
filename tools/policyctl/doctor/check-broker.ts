import { randomUUID } from 'node:crypto';

import { jetstream, type ClusterInfo, type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import {
  durableConfigs,
  keptLetters,
  SERVER_VERSION_MIN,
  serverVersionFault,
  STREAM,
  streamFaults,
} from '@policy-registry/event-store';

import { fault, none, ok, unknown, warning, type Check } from './check.ts';

export type BrokerLook = {
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  /** Address of the server's monitoring, where there is one. */
  readonly monitorUrl: string | undefined;
  /** How many servers should hold each message, where somebody says it. */
  readonly replicas: number | undefined;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
};

const NANOS_PER_MS = 1_000_000;
/** A consumer with messages to deliver that delivers none for so long stands. */
const MOVING_MS = 5_000;
const MONITOR_MS_MAX = 5_000;
const LETTERS_SHOWN = 5;
const PROBE_BYTES = 65_536;
const PROBE_MS_MAX = 5_000;

/** The broker as its administrator sees it. */
export const checkBroker = async (look: BrokerLook): Promise<readonly Check[]> => [
  versionOf(look),
  await syncOf(look),
  await storageOf(look),
  await streamsOf(look),
  await replicasOf(look),
  await consumersOf(look),
  await lettersOf(look),
];

const versionOf = ({ connection }: BrokerLook): Check => {
  const wrong = serverVersionFault(connection);
  return wrong === undefined
    ? ok('broker version', connection.info?.version ?? '')
    : fault('broker version', wrong, `upgrade the servers to ${SERVER_VERSION_MIN} or newer`);
};

const SYNC = 'broker sync';
const syncOf = async ({ monitorUrl }: BrokerLook): Promise<Check> => {
  if (monitorUrl === undefined)
    return unknown(
      SYNC,
      'a client cannot see it',
      'give the monitoring of the server: --broker-monitor http://host:8222',
    );
  try {
    const answer = await fetch(`${monitorUrl.replace(/\/$/, '')}/varz`, {
      signal: AbortSignal.timeout(MONITOR_MS_MAX),
    });
    const config = memberOf(memberOf(await answer.json(), 'jetstream'), 'config');
    if (config === undefined)
      return unknown(SYNC, `${monitorUrl} tells nothing of JetStream`, 'give the address of /varz');
    return memberOf(config, 'sync_always') === true
      ? ok(SYNC, 'always')
      : warning(
          SYNC,
          `every ${Number(memberOf(config, 'sync_interval') ?? 0) / NANOS_PER_MS / 1_000} s: a power cut can take what was confirmed since`,
          'set sync_interval: always',
        );
  } catch {
    return unknown(SYNC, `${monitorUrl} does not answer`, 'is it the monitoring of a server of the broker?');
  }
};

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const STORAGE = 'broker storage';

/** A full disk shows only where something is written: a stream of its own, which is gone afterwards. */
const storageOf = async ({ connection, jsm }: BrokerLook): Promise<Check> => {
  const subject = `registry.doctor.${randomUUID()}`;
  const name = subject.replaceAll('.', '_');
  try {
    await jsm.streams.add({ name, subjects: [subject] });
    const js = jetstream(connection, { timeout: PROBE_MS_MAX });
    await js.publish(subject, new Uint8Array(PROBE_BYTES), { timeout: PROBE_MS_MAX });
    return ok(STORAGE, 'it takes what is written');
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it does not say why';
    return fault(STORAGE, `nothing can be written: ${why}`, 'is its disk full? docs/runbooks/full-disk.md');
  } finally {
    await jsm.streams.delete(name).catch(() => undefined);
  }
};

const streamsOf = async ({ jsm }: BrokerLook): Promise<Check> => {
  const wanted = await settingsOf(jsm);
  return none('streams', await streamFaults(jsm, wanted), {
    well: 'every stream and consumer is set as it should be',
    remedy: 'run tools/migrate: it makes what is missing and sets what differs',
  });
};

/** What an installation may choose is taken from the log; the other streams have to have the same. */
const settingsOf = async (jsm: JetStreamManager) => {
  const config = await jsm.streams.info(STREAM.events).then(
    (info) => info.config,
    () => undefined,
  );
  return {
    replicas: config?.num_replicas ?? 1,
    duplicateWindowMs: (config?.duplicate_window ?? 0) / NANOS_PER_MS,
  };
};

const replicasOf = async ({ jsm, replicas: wanted }: BrokerLook): Promise<Check> => {
  const name = 'replicas';
  const faults: string[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  for await (const { config, cluster } of jsm.streams.list()) {
    fewest = Math.min(fewest, config.num_replicas);
    if (wanted !== undefined && config.num_replicas < wanted)
      faults.push(`${config.name} has ${config.num_replicas}`);
    faults.push(...lateOf(config.name, cluster));
  }
  // A queue whose copies are behind stands with the next server that goes, however whole its stream is.
  for (const { name: queue, cluster } of await queuesOf(jsm)) faults.push(...lateOf(queue, cluster));
  if (faults.length === 0 && fewest === 1)
    return warning(
      name,
      'one server holds each message',
      'run three servers, and tools/migrate with NATS_REPLICAS=3',
    );
  return none(name, faults, {
    well: `at least ${fewest} of each message`,
    remedy: 'start the servers that are away; set NATS_REPLICAS and run tools/migrate',
  });
};

const lateOf = (what: string, cluster: ClusterInfo | undefined): readonly string[] =>
  (cluster?.replicas ?? [])
    .filter(({ current, offline }) => !current || offline === true)
    .map(({ name, offline }) => `${what} on ${name} is ${offline === true ? 'away' : 'behind'}`);

const consumersOf = async ({ jsm, pause }: BrokerLook): Promise<Check> => {
  const before = await positionsOf(jsm);
  const waiting = [...before].filter(([, { todo }]) => todo > 0);
  if (waiting.length > 0) await pause(MOVING_MS);
  const after = waiting.length > 0 ? await positionsOf(jsm) : before;
  const standing = waiting.filter(([durable, { acked }]) => {
    const now = after.get(durable);
    return now !== undefined && now.todo > 0 && now.acked === acked;
  });
  return none(
    'consumers',
    standing.map(([durable, { todo }]) => `${durable} stands, with ${todo} to do`),
    {
      well: 'every queue is empty or moves',
      remedy:
        'look at /readyz and the log of who works on it: projector for decider and reactor, runners for runner-*',
    },
  );
};

const positionsOf = async (jsm: JetStreamManager) => {
  const positions = new Map<string, { readonly todo: number; readonly acked: number }>();
  for (const { name, num_pending, num_ack_pending, ack_floor } of await queuesOf(jsm))
    positions.set(name, { todo: num_pending + num_ack_pending, acked: ack_floor.consumer_seq });
  return positions;
};

/** The queues that are there: one that is missing is named by the check of streams. */
const queuesOf = async (jsm: JetStreamManager): Promise<readonly ConsumerInfo[]> => {
  const found: ConsumerInfo[] = [];
  for (const { stream, config } of durableConfigs()) {
    const info = await jsm.consumers.info(stream, config.durable_name).catch(() => undefined);
    if (info !== undefined) found.push(info);
  }
  return found;
};

const lettersOf = async ({ connection }: BrokerLook): Promise<Check> => {
  const page = await (await keptLetters(connection)).page({ isOpen: true }, 0, LETTERS_SHOWN);
  return none(
    'dead letters',
    page.letters.map(({ tenant, stream, reason }) => `${stream} of ${tenant}: ${reason}`),
    {
      well: 'none that nobody has replayed',
      remedy: 'policyctl dead-letters list --open, then replay or discard',
    },
  );
};
