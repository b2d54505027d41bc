import { z } from 'zod';

import { ClassCounts, Count } from './class-counts.ts';
import { SimulationInputs } from './inputs.ts';
import { HeatMap, Movers, SeverityCounts } from './result-tables.ts';
import { Sample } from './samples.ts';

/** The first form of a result: still read and reduced again, for inputs of the first form only. */
export const ResultOf1 = z.strictObject({
  schema: z.literal('policy-registry.simulation-result@1'),
  inputs: SimulationInputs,
  tuples: Count,
  counts: ClassCounts,
  severity: z.strictObject({ before: SeverityCounts, after: SeverityCounts }),
  heatMap: HeatMap,
  movers: Movers,
  samples: z.array(Sample),
  coverage: z.strictObject({
    rulesNeverHit: z.array(z.string()),
    missing: z.array(z.strictObject({ name: z.string(), tuples: Count })),
  }),
});
