import { parentPort, workerData } from 'node:worker_threads';

import { fuzz } from '@policy-registry/dsl/testing';

/** What to try; `current` says the seed that is tried now, and the how manieth it is. */
export type FuzzOrder = { readonly seed: number; readonly iterations: number; readonly current: Uint32Array };

const { seed, iterations, current }: FuzzOrder = workerData;
const begin = (own: number): void => {
  current[0] = own;
  current[1] = (current[1] ?? 0) + 1;
};
parentPort?.postMessage(fuzz({ seed, iterations, begin }));
