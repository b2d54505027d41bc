import { PolicyOutcome, RESULT_CLASSES, type ResultClass } from '@policy-registry/finding';
import { z } from 'zod';

import { ShardSample } from './shard-sample.ts';

/** A result shows at most this many tuples of each class. */
export const SAMPLES_PER_CLASS = 5;

/** An example of a class with both outcomes, and the way to them where it was recorded. */
export const Sample = ShardSample.extend({
  class: z.enum(RESULT_CLASSES),
  base: PolicyOutcome,
  candidate: PolicyOutcome,
});
export type Sample = z.infer<typeof Sample>;

/** Something that may be chosen: `rank` orders the tuples of a class, the index decides between equals. */
export type Ranked<T> = {
  readonly index: number;
  readonly class: ResultClass;
  readonly rank: number | string;
  readonly item: T;
};
type Place = Omit<Ranked<unknown>, 'item'>;

export type SampleDraw<T> = {
  /** Whether an offer of this place would be kept: most would not, and need not be made. */
  wants(place: Place): boolean;
  offer(candidate: Ranked<T>): void;
  /** By class in order of precedence, then by rank. */
  chosen(): readonly Ranked<T>[];
};

/**
 * Keeps the {@link SAMPLES_PER_CLASS} first of each class. Choosing among those chosen from parts gives what choosing
 * from the whole gives, so shards and reduction draw alike.
 */
export const sampleDraw = <T>(): SampleDraw<T> => {
  const byClass = new Map<ResultClass, readonly Ranked<T>[]>();
  const wants = (place: Place): boolean => {
    const last = byClass.get(place.class)?.[SAMPLES_PER_CLASS - 1];
    return last === undefined || compareRanked(place, last) < 0;
  };
  return {
    wants,
    offer: (candidate) => {
      if (!wants(candidate)) return;
      const kept = byClass.get(candidate.class) ?? [];
      byClass.set(candidate.class, [...kept, candidate].toSorted(compareRanked).slice(0, SAMPLES_PER_CLASS));
    },
    chosen: () => RESULT_CLASSES.flatMap((name) => byClass.get(name) ?? []),
  };
};

const compareRanked = (a: Place, b: Place): number =>
  a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.index - b.index;
