import { describe } from '@jest/globals';
import { eventSubject } from '@policy-registry/kernel';
import { eventLogContract } from '@policy-registry/kernel/testing';

import { jetStreamEventLog } from './jetstream-event-log.ts';
import { jetStreamReader } from './jetstream-reader.ts';
import { startTestBroker } from './testing/broker-suite.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('on a real broker (needs TEST_NATS_BIN)', () =>
  eventLogContract('jetStreamEventLog', async () => {
    const { js, jsm, stop } = await startTestBroker(binary ?? '');
    const log = {
      ...jetStreamEventLog(js, jetStreamReader(jsm)),
      plant: async (aggregate: Parameters<typeof eventSubject>[0], bytes: Uint8Array) =>
        (await js.publish(eventSubject(aggregate), bytes)).seq,
    };
    return { log, stop };
  }),
);
