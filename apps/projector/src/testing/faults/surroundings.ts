import type { SigningProducer } from '@policy-registry/event-store';
import {
  simulatedDelivery,
  type SimulatedBroker,
  type SimulatedMessageDelivery,
  type Wire,
} from '@policy-registry/event-store/simulated';
import type { InMemoryReadModels } from '@policy-registry/postgres/simulated';

import type { Random } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';

/** What the processes of one world share. */
export type Surroundings = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly broker: SimulatedBroker;
  readonly rows: InMemoryReadModels;
  readonly wire: (process: Process) => Wire;
  /** By how many messages the follower that is asked is behind. */
  readonly lag: () => number;
  readonly crash: (process: Process) => void;
  /** Told of every message that a worker gets, by its subject. */
  readonly delivered: (subject: string) => void;
  /** Told of everything that a worker throws: its message is given back. */
  readonly onFault: (error: unknown) => void;
};

/** Nobody forges in a simulation: what is signed and checked is left out of its time. */
export const signedBy = (producer: SigningProducer) => ({
  producer,
  sign: () => ({ signer: producer, signature: 'simulated' }),
});

/** The next message of a queue, once there is one for this process. */
export const nextDelivery = (
  { scheduler, broker, wire, delivered }: Surroundings,
  process: Process,
  durable: string,
): Promise<SimulatedMessageDelivery> =>
  new Promise((resolve) => {
    const wait = (): void => {
      scheduler.poll({
        process,
        isReady: () => broker.consumer(durable).hasNext(scheduler.nowMs()),
        run: () => {
          const delivery = simulatedDelivery(broker, durable, wire(process));
          if (delivery === undefined) return wait();
          delivered(delivery.subject);
          resolve(delivery);
        },
      });
    };
    wait();
  });
