import type { SimulationFact } from './events.ts';
import { timesOfAll } from './timings.ts';
import { partialDigestsOf, type Units } from './units.ts';

export type Completion = Extract<SimulationFact, { type: 'ShardsCompleted' }>['data'];

/** What the reduction is made from, once every evaluation is there: the same however often it is asked for. */
export const completionOf = (simulationId: string, units: Units): Completion => {
  const timings = timesOfAll(units.timings, units.shards);
  return {
    simulationId,
    planDigest: units.planDigest,
    partialDigests: partialDigestsOf(units),
    ...(timings && { timings }),
    replicas: units.evaluations.length,
  };
};
