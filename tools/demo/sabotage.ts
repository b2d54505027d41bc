import * as answers from './answers.ts';
import * as inBroker from './damage-blob.ts';
import * as inS3 from './damage-object.ts';
import { changeEvent } from './damage-event.ts';
import { changeRow } from './damage-row.ts';
import { RunFailed } from './failure.ts';
import type { Sabotage } from './options.ts';
import type { Policyctl } from './policyctl.ts';
import type { Stack } from './stack.ts';

export type Victim = {
  readonly stack: Stack;
  readonly tenant: string;
  readonly policyctl: Policyctl;
  readonly simulation: answers.Simulation;
};

/** Damages exactly one thing that is stored, with the rights of whoever administers the store. */
export const damage = async (sabotage: Sabotage, victim: Victim): Promise<void> => {
  const { stack, tenant, simulation } = victim;
  const { exchangeBlob, flipBitOfBlob } = stack.objectStore === undefined ? inBroker : inS3;
  switch (sabotage) {
    case 'evidence':
      return flipBitOfBlob(stack, tenant, simulation.result.evidenceDigest);
    case 'digest': {
      const [first, other] = await partialsOf(victim);
      return exchangeBlob(stack, tenant, first, other);
    }
    case 'event':
      return changeEvent(stack, tenant);
    case 'readmodel':
      return changeRow(stack, tenant);
  }
};

const partialsOf = async ({ policyctl, simulation }: Victim): Promise<readonly [string, string]> => {
  const { items } = await policyctl.run(
    answers.Shards,
    'alice',
    'simulation',
    'shards',
    simulation.simulationId,
  );
  const [first, other] = [...new Set(items.map(({ partialDigest }) => partialDigest))];
  if (first === undefined || other === undefined)
    throw new RunFailed('there are no two partial results to exchange');
  return [first, other];
};
