import { describe } from '@jest/globals';

import { jetStreamOutcomes } from './outcomes.ts';
import { startTestBroker } from './testing/broker-suite.ts';
import { outcomesContract } from './testing/outcomes-contract.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('on a real broker (needs TEST_NATS_BIN)', () =>
  outcomesContract('jetStreamOutcomes', async () => {
    const { js, jsm, stop } = await startTestBroker(binary ?? '');
    return { outcomes: jetStreamOutcomes(js, jsm), stop };
  }),
);
