import { describe, expect, it } from '@jest/globals';
import { TimeoutError } from '@nats-io/nats-core';
import { eventSubject } from '@policy-registry/kernel';
import { eventLogContract } from '@policy-registry/kernel/testing';

import { jetStreamEventLog } from './jetstream-event-log.ts';
import type { JetStreamReader } from './jetstream-ports.ts';
import { simulatedBroker, simulatedClient, type Wire } from './testing/simulated-broker.ts';

/** Messages of the stream that a follower does not have yet. */
const LAG = 3;
const aggregate = { tenant: 'acme', type: 'policy', id: 'p' } as const;

/** Copies of a stream, of which the first ones asked do not answer. */
const readerWith = (silent: number): JetStreamReader & { readonly asked: () => number } => {
  let asked = 0;
  return {
    asked: () => asked,
    streams: { getMessage: async () => null, info: () => Promise.reject(new Error('nobody asks')) },
    direct: {
      getBatch: async () => {
        asked += 1;
        if (asked <= silent) throw new TimeoutError();
        return [];
      },
    },
  };
};
const writer = { publish: () => Promise.reject(new Error('nobody writes')) };

describe('an event log of which a copy is cut off', () => {
  it('is read from another one', async () => {
    const reader = readerWith(3);
    expect(await jetStreamEventLog(writer, reader).load(aggregate)).toStrictEqual({ lastSeq: 0, events: [] });
    expect(reader.asked()).toBe(4);
  });

  it('is unreadable when none answers', async () => {
    await expect(jetStreamEventLog(writer, readerWith(99)).load(aggregate)).rejects.toThrow(TimeoutError);
  });
});

// Each load finds what was appended before it, although the copy that is asked first lacks the end of the stream.
eventLogContract('jetStreamEventLog on a follower that lags, told what is there,', async () => {
  const broker = simulatedBroker({ nowMs: () => 0 });
  const atOnce: Wire = async (_what, perform) => perform();
  const { js, jsm } = simulatedClient(broker, atOnce, () => LAG);
  const log = jetStreamEventLog(js, jsm);
  return {
    log: {
      ...log,
      load: async (aggregate, from) => log.load(aggregate, from, await log.lastSeq(aggregate)),
      plant: async (aggregate, bytes) => broker.publish(eventSubject(aggregate), bytes).seq,
    },
    stop: async () => undefined,
  };
});
