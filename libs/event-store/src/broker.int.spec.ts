import { describe } from '@jest/globals';

import { jetStreamReader } from './jetstream-reader.ts';
import { durableConfigs } from './streams.ts';
import { startTestBroker } from './testing/broker-suite.ts';
import { jetStreamContract } from './testing/jetstream-contract.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;
/** The shortest time that a pull may wait. */
const EXPIRES_MS = 1_000;

suite('on a real broker (needs TEST_NATS_BIN)', () =>
  jetStreamContract('nats-server', async () => {
    const { js, jsm, stop } = await startTestBroker(binary ?? '');
    const streamOf = (durable: string): string =>
      durableConfigs().find(({ config }) => config.durable_name === durable)?.stream ?? '';
    const next = async (durable: string) => {
      const consumer = await js.consumers.get(streamOf(durable), durable);
      return (await consumer.next({ expires: EXPIRES_MS })) ?? undefined;
    };
    return { js, jsm: jetStreamReader(jsm), next, stop };
  }),
);
