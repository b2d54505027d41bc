import { compareBytewise } from '@policy-registry/kernel';

import { type ClassTally, someCountsOf } from './class-counts.ts';
import type { Mover } from './result-tables.ts';
import { sumOf } from './tally.ts';

/** A result names at most this many components, and as many images. */
export const MOVERS_MAX = 10;

/** The names with most changes, ties bytewise by name. */
export const moversOf = (byName: ReadonlyMap<string, ClassTally>): Mover[] =>
  [...byName]
    .map(([name, tally]) => ({ name, changed: sumOf(tally), classes: someCountsOf(tally) }))
    .toSorted((a, b) => b.changed - a.changed || compareBytewise(a.name, b.name))
    .slice(0, MOVERS_MAX);
