import { compareBytewise } from '@policy-registry/kernel';

import type { ResultClass } from '@policy-registry/finding';
import type { Mover } from './result-tables.ts';
import { sumOf, type Tally } from './tally.ts';

/** A result names at most this many components, and as many images. */
export const MOVERS_MAX = 10;

/** The names with most changes, ties bytewise by name. */
export const moversOf = (byName: ReadonlyMap<string, Tally<ResultClass>>): Mover[] =>
  [...byName]
    .map(([name, tally]) => ({ name, changed: sumOf(tally.values()), classes: Object.fromEntries(tally) }))
    .toSorted((a, b) => b.changed - a.changed || compareBytewise(a.name, b.name))
    .slice(0, MOVERS_MAX);
