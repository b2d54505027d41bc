import { compareBytewise } from '@policy-registry/kernel';

import type { ResultClass } from './classify.ts';
import type { Mover } from './simulation-result.ts';
import type { Tally } from './tally.ts';

/** A result names at most this many components, and as many images. */
export const MOVERS_MAX = 10;

/** The names with most changes, ties bytewise by name. */
export const moversOf = (byName: ReadonlyMap<string, Tally<ResultClass>>): Mover[] =>
  [...byName]
    .map(([name, tally]) => ({ name, changed: sumOf(tally), classes: Object.fromEntries(tally) }))
    .toSorted((a, b) => b.changed - a.changed || compareBytewise(a.name, b.name))
    .slice(0, MOVERS_MAX);

const sumOf = (tally: Tally<ResultClass>): number =>
  [...tally.values()].reduce((sum, count) => sum + count, 0);
