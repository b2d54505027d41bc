import { RESULT_CLASSES, type ResultClass } from '@policy-registry/finding';
import { z } from 'zod';

import { sumOf, type Tally } from './tally.ts';

export const Count = z.int().nonnegative();

/** Tuples per class; every class is listed, and they sum to the tuples. */
export const ClassCounts = z.record(z.enum(RESULT_CLASSES), Count);
export type ClassCounts = z.infer<typeof ClassCounts>;

/** Tuples per class; classes without tuples are left out. */
export const SomeClassCounts = z.partialRecord(z.enum(RESULT_CLASSES), Count);
export type SomeClassCounts = z.infer<typeof SomeClassCounts>;

export const tuplesOf = (classes: SomeClassCounts): number => sumOf(Object.values(classes));

/** How many of them are not `unchanged`. */
export const changedOf = (classes: SomeClassCounts): number => tuplesOf(classes) - (classes.unchanged ?? 0);

/** The classes that were counted, in order of precedence. */
export const someCountsOf = (tally: Tally<ResultClass>): SomeClassCounts =>
  Object.fromEntries(
    RESULT_CLASSES.flatMap((name) => {
      const count = tally.get(name) ?? 0;
      return count === 0 ? [] : [[name, count]];
    }),
  );
