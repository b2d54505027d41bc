import type { JetStreamReader, JetStreamWriter } from '../jetstream-ports.ts';
import { durableConfigs, STREAM, streamConfigs } from '../streams.ts';
import type { Delivery } from '../work-on.ts';
import { simulatedConsumer, type SimulatedConsumer } from './simulated-consumer.ts';
import { simulatedStream, type SimulatedMessage, type SimulatedStream } from './simulated-stream.ts';

export type SimulatedBrokerOptions = {
  readonly nowMs: () => number;
  /** False: neither expected sequences nor message ids are looked at. */
  readonly isOptimistic?: boolean;
  readonly duplicateWindowMs?: number;
  /** Told of every message at the moment it is stored. */
  readonly onStored?: (stream: string, message: SimulatedMessage) => void;
};

const DUPLICATE_WINDOW_MS = 120_000;

/** The registry's streams and durable consumers in memory, by the configuration that a real broker gets. */
export const simulatedBroker = ({
  nowMs,
  isOptimistic = true,
  duplicateWindowMs = DUPLICATE_WINDOW_MS,
  onStored = () => undefined,
}: SimulatedBrokerOptions) => {
  const streams = new Map<string, SimulatedStream>(
    streamConfigs({ duplicateWindowMs, replicas: 1 }).map((config) => [
      config.name,
      simulatedStream(config, { isOptimistic }),
    ]),
  );
  const stream = (name: string): SimulatedStream => {
    const found = streams.get(name);
    if (found === undefined) throw new Error(`there is no stream ${name}`);
    return found;
  };
  const consumers = new Map<string, SimulatedConsumer>(
    durableConfigs().map((durable) => [
      durable.config.durable_name,
      simulatedConsumer(stream(durable.stream), durable),
    ]),
  );

  return {
    stream,
    consumer: (durable: string): SimulatedConsumer => {
      const found = consumers.get(durable);
      if (found === undefined) throw new Error(`there is no consumer ${durable}`);
      return found;
    },
    consumers: () => [...consumers.values()],
    publish: (
      subject: string,
      payload: Uint8Array | string,
      options: Parameters<SimulatedStream['publish']>[2] = {},
    ) => {
      const target = [...streams.values()].find(({ takes }) => takes(subject));
      if (target === undefined) throw new Error(`no stream takes ${subject}`);
      const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
      const ack = target.publish(subject, bytes, options, nowMs());
      const message = ack.duplicate ? undefined : target.bySeq(ack.seq, nowMs());
      if (message !== undefined) onStored(target.name, message);
      return ack;
    },
    nowMs,
  };
};
export type SimulatedBroker = ReturnType<typeof simulatedBroker>;

/** Carries one request to the broker and its answer back: at once, late, twice or never. */
export type Wire = <T>(what: string, perform: () => T) => Promise<T>;

/** A client whose every request goes over `wire`. `lag`: by how many messages a follower is behind its leader. */
export const simulatedClient = (broker: SimulatedBroker, wire: Wire, lag: () => number = () => 0) => {
  const { nowMs } = broker;
  const js: JetStreamWriter = {
    publish: (subject, payload = '', options = {}) =>
      wire(`publish ${subject}`, () => broker.publish(subject, payload, options)),
  };
  const jsm: JetStreamReader = {
    streams: {
      getMessage: (name, query) =>
        wire(`get of ${name}`, () => {
          const stream = broker.stream(name);
          if ('last_by_subj' in query) return stream.lastMatching(query.last_by_subj, nowMs()) ?? null;
          const { seq, next_by_subj: subject } = query;
          if (subject === undefined) return stream.bySeq(seq, nowMs()) ?? null;
          return stream.batchOf(subject, seq, stream.lastSeq())[0] ?? null;
        }),
      info: (name, options) =>
        wire(`info of ${name}`, () => {
          const stream = broker.stream(name);
          const filter = options?.subjects_filter;
          const subjects = filter === undefined ? {} : { subjects: stream.subjects(filter) };
          const deleted = options?.deleted_details === true ? { deleted: stream.deleted() } : {};
          return { state: { ...stream.content(), ...subjects, ...deleted } };
        }),
    },
    direct: {
      getBatch: (name, { seq, next_by_subj: subject, batch }) =>
        wire(`batch of ${subject}`, () => {
          const stream = broker.stream(name);
          return batchOf(stream.batchOf(subject, seq, stream.lastSeq() - lag()).slice(0, batch));
        }),
    },
  };
  return { js, jsm };
};

// The broker answers a batch without messages with a status, which the client library throws.
const batchOf = (messages: readonly SimulatedMessage[]): readonly SimulatedMessage[] => {
  if (messages.length === 0)
    throw Object.assign(new Error('message not found'), { name: 'JetStreamStatusError', code: 404 });
  return messages;
};

// In the middle of its millisecond, as a number would round it otherwise.
const NANOS_PER_MS = 1_000_000;

/** The next message of a durable consumer as its worker gets it; `undefined` when there is none. */
export const simulatedDelivery = (broker: SimulatedBroker, durable: string, wire: Wire) => {
  const consumer = broker.consumer(durable);
  const delivered = consumer.next(broker.nowMs());
  if (delivered === undefined) return undefined;
  const { message, deliveryCount } = delivered;
  const { seq, subject, data, header: headers, storedAtMs } = message;
  const tell = (what: string, perform: () => void): void => {
    // Sent without waiting for an answer: it arrives or it does not.
    wire(what, perform).catch(() => undefined);
  };
  const delivery: Delivery = {
    info: { deliveryCount },
    working: () => tell('working', () => consumer.postpone(seq, broker.nowMs() + consumer.ackWaitMs)),
    nak: (delayMs) => tell('nak', () => consumer.postpone(seq, broker.nowMs() + delayMs)),
    ackAck: () =>
      wire('ack', () => {
        consumer.ack(seq);
        return true;
      }),
  };
  return {
    ...delivery,
    info: {
      stream: consumer.stream,
      consumer: durable,
      deliveryCount,
      timestampNanos: storedAtMs * NANOS_PER_MS + NANOS_PER_MS / 2,
    },
    seq,
    subject,
    data,
    headers,
  };
};
export type SimulatedMessageDelivery = NonNullable<ReturnType<typeof simulatedDelivery>>;

export const lastEventOf = (broker: SimulatedBroker): number => broker.stream(STREAM.events).lastSeq();
