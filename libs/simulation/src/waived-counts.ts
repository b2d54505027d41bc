import { z } from 'zod';

import {
  addCounts,
  type ClassTally,
  Count,
  emptyClassTally,
  someCountsOf,
  SomeClassCounts,
  tuplesOf,
} from './class-counts.ts';
import type { SimulationInputs } from './inputs.ts';
import { PartialsRefused } from './partials-refused.ts';
import type { PartialView } from './partial-view.ts';

/** What the waivers of a simulation cover. */
export const WaivedCounts = z.strictObject({
  /** Tuples that some waiver covers. */
  tuples: Count,
  counts: SomeClassCounts,
  /** In the order of the inputs. Several may cover one tuple, which counts for each. */
  waivers: z.array(z.strictObject({ waiverId: z.string(), tuples: Count })),
  /** The waived tuples in the scopes that the budgets name, by class. */
  scopes: z.array(z.strictObject({ scope: z.string(), classes: SomeClassCounts })),
});
export type WaivedCounts = z.infer<typeof WaivedCounts>;

export type WaivedTally = {
  readonly classes: ClassTally;
  readonly waivers: { readonly waiverId: string; tuples: number }[];
  readonly scopes: readonly { readonly scope: string; readonly tally: ClassTally }[];
};

/** `undefined` where the simulation has no waivers. */
export const emptyWaivedTally = (
  inputs: SimulationInputs,
  scopes: readonly string[],
): WaivedTally | undefined =>
  'waivers' in inputs && inputs.waivers !== undefined
    ? {
        classes: emptyClassTally(),
        waivers: inputs.waivers.map(({ waiverId }) => ({ waiverId, tuples: 0 })),
        scopes: scopes.map((scope) => ({ scope, tally: emptyClassTally() })),
      }
    : undefined;

/** Adds what is waived of one range; throws {@link PartialsRefused} for that of other waivers. */
export const addWaived = (tally: WaivedTally | undefined, { from, waived }: PartialView): void => {
  if (waived?.waivers.join() !== tally?.waivers.map(({ waiverId }) => waiverId).join())
    throw new PartialsRefused('PARTIAL_FOREIGN', `tuples from ${from} are waived by others`);
  if (tally === undefined || waived === undefined) return;
  addCounts(tally.classes, waived.classes);
  tally.waivers.forEach((waiver, at) => (waiver.tuples += waived.covered[at] ?? 0));
  tally.scopes.forEach(({ tally: inScope }, at) => addCounts(inScope, waived.scopes[at] ?? {}));
};

export const waivedCountsOf = (tally: WaivedTally | undefined): { readonly waived?: WaivedCounts } => {
  if (tally === undefined) return {};
  const counts = someCountsOf(tally.classes);
  const scopes = tally.scopes.map(({ scope, tally: inScope }) => ({ scope, classes: someCountsOf(inScope) }));
  return { waived: { tuples: tuplesOf(counts), counts, waivers: tally.waivers, scopes } };
};
