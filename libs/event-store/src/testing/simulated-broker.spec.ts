import { eventSubject } from '@policy-registry/kernel';
import { eventLogContract } from '@policy-registry/kernel/testing';

import { jetStreamEventLog } from '../jetstream-event-log.ts';
import { jetStreamOutcomes } from '../outcomes.ts';
import { jetStreamContract } from './jetstream-contract.ts';
import { outcomesContract } from './outcomes-contract.ts';
import { simulatedBroker, simulatedClient, simulatedDelivery, type Wire } from './simulated-broker.ts';

const atOnce: Wire = async (_what, perform) => perform();
const stop = async (): Promise<void> => undefined;
const start = () => {
  const broker = simulatedBroker({ nowMs: () => 0 });
  return { broker, ...simulatedClient(broker, atOnce) };
};

jetStreamContract('simulatedBroker', async () => {
  const { broker, js, jsm } = start();
  return { js, jsm, next: async (durable) => simulatedDelivery(broker, durable, atOnce), stop };
});

eventLogContract('jetStreamEventLog on a simulated broker', async () => {
  const { broker, js, jsm } = start();
  const plant = async (aggregate: Parameters<typeof eventSubject>[0], bytes: Uint8Array) =>
    broker.publish(eventSubject(aggregate), bytes).seq;
  return { log: { ...jetStreamEventLog(js, jsm), plant }, stop };
});

outcomesContract('jetStreamOutcomes on a simulated broker', async () => {
  const { js, jsm } = start();
  return { outcomes: jetStreamOutcomes(js, jsm), stop };
});
