import { RESULT_CLASSES, type ResultClass } from '@policy-registry/finding';
import { z } from 'zod';

import { sumOf } from './tally.ts';

export const Count = z.int().nonnegative();

/** Tuples per class; every class is listed, and they sum to the tuples. */
export const ClassCounts = z.record(z.enum(RESULT_CLASSES), Count);
export type ClassCounts = z.infer<typeof ClassCounts>;

/** Tuples per class; classes without tuples are left out. */
export const SomeClassCounts = z.partialRecord(z.enum(RESULT_CLASSES), Count);
export type SomeClassCounts = z.infer<typeof SomeClassCounts>;

/** What the schema says, at a fraction of its cost. */
export const isSomeClassCounts = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const [name, count] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const isClass = RESULT_CLASSES.some((known) => known === name);
    if (!isClass || !Number.isSafeInteger(count) || Number(count) < 0) return false;
  }
  return true;
};

export const tuplesOf = (classes: SomeClassCounts): number => sumOf(Object.values(classes));

/** How many of them are not `unchanged`. */
export const changedOf = (classes: SomeClassCounts): number => tuplesOf(classes) - (classes.unchanged ?? 0);

/** Tuples per class, by the place of the class in `RESULT_CLASSES`: an estate has one of each name, so it is small. */
export type ClassTally = number[];

export const emptyClassTally = (): ClassTally => RESULT_CLASSES.map(() => 0);

/** Counts one more, or `count` more, of a class. */
export const addClass = (tally: ClassTally, found: ResultClass, count = 1): void => {
  const place = RESULT_CLASSES.indexOf(found);
  tally[place] = (tally[place] ?? 0) + count;
};

/** Counts what `classes` say on top of what was counted. */
export const addCounts = (tally: ClassTally, classes: SomeClassCounts): void => {
  for (const name of RESULT_CLASSES) {
    const count = classes[name];
    if (count !== undefined) addClass(tally, name, count);
  }
};

/** The tally kept for `name`, begun when there is none. */
export const classTallyOf = <Name>(tallies: Map<Name, ClassTally>, name: Name): ClassTally => {
  const kept = tallies.get(name);
  if (kept !== undefined) return kept;
  const begun = emptyClassTally();
  tallies.set(name, begun);
  return begun;
};

/** Every class, in order of precedence. */
export const countsOf = (tally: ClassTally): ClassCounts =>
  ClassCounts.parse(Object.fromEntries(RESULT_CLASSES.map((name, place) => [name, tally[place] ?? 0])));

/** The classes that were counted, in order of precedence. */
export const someCountsOf = (tally: ClassTally): SomeClassCounts => {
  const counts: SomeClassCounts = {};
  RESULT_CLASSES.forEach((name, place) => {
    const count = tally[place] ?? 0;
    if (count > 0) counts[name] = count;
  });
  return counts;
};
