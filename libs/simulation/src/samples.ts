import { PolicyOutcome } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import { RESULT_CLASSES, type ResultClass } from './classify.ts';
import type { FindingName } from './finding-name.ts';
import { ShardSample } from './partial-result.ts';

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
  readonly rank: string;
  readonly item: T;
};

/**
 * Where a finding stands in the draw: a hash of the seed and of the finding's name, so that neither the order of the
 * tuples nor the cut into shards moves anybody, and a finding keeps its place from one snapshot to the next.
 */
export const sampleRank = (seed: number, { advisory, component, image }: FindingName): string =>
  sha256Hex(JSON.stringify([seed, advisory, component ?? null, image ?? null]));

export type SampleDraw<T> = {
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
  return {
    offer: (candidate) => {
      const kept = byClass.get(candidate.class) ?? [];
      const last = kept.at(-1);
      if (kept.length === SAMPLES_PER_CLASS && last !== undefined && compareRanked(candidate, last) > 0)
        return;
      byClass.set(candidate.class, [...kept, candidate].toSorted(compareRanked).slice(0, SAMPLES_PER_CLASS));
    },
    chosen: () => RESULT_CLASSES.flatMap((name) => byClass.get(name) ?? []),
  };
};

const compareRanked = (a: Ranked<unknown>, b: Ranked<unknown>): number =>
  a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.index - b.index;
