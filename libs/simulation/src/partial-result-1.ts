import { PolicyOutcome } from '@policy-registry/finding';
import { Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { classify } from './classify.ts';
import { FindingName } from './finding-name.ts';
import type { OutcomePair, PartialView } from './partial-view.ts';
import { PLANNED_SHARD_TUPLES_MAX } from './plan.ts';
import { ShardSample } from './shard-sample.ts';
import { StoredMalformed } from './stored.ts';

/** The first form of a partial result: still read, no longer written. `rows` holds two outcomes per tuple. */
export const PartialOf1 = z.strictObject({
  schema: z.literal('policy-registry.partial-result@1'),
  inputsDigest: Sha256,
  from: z.int().nonnegative(),
  outcomes: z.array(PolicyOutcome),
  rows: z.array(z.int().nonnegative()).max(2 * PLANNED_SHARD_TUPLES_MAX),
  changed: z.array(FindingName.extend({ index: z.int().nonnegative() })),
  samples: z.array(ShardSample),
});
export type PartialOf1 = z.infer<typeof PartialOf1>;

export const viewOf1 = (partial: PartialOf1): PartialView => {
  const { inputsDigest, from, changed, samples } = partial;
  const pairs = pairsOf(partial);
  const at = (index: number): OutcomePair => {
    const pair = pairs[index - from];
    if (pair === undefined) throw new StoredMalformed(`tuple ${index} is outside of its range`);
    return pair;
  };
  return {
    inputsDigest,
    from,
    tuples: pairs.length,
    pairs: pairs.map((pair) => ({ ...pair, tuples: 1 })),
    changed: changed.map((tuple) => ({ ...tuple, ...at(tuple.index) })),
    samples: samples.map((sample) => ({ ...sample, ...at(sample.index) })),
    groups: undefined,
    scopes: [],
  };
};

/** Throws for everything that contradicts itself. */
export const verifyAgreementOf1 = (partial: PartialOf1): void => {
  if (partial.rows.length % 2 !== 0) throw new StoredMalformed('a row is cut in half');
  // Outcomes that were read from canonical text have their members in one order, so equal ones have equal text.
  const texts = new Set(partial.outcomes.map((outcome) => JSON.stringify(outcome)));
  if (texts.size !== partial.outcomes.length) throw new StoredMalformed('an outcome is listed twice');
  const indexes = pairsOf(partial).flatMap((pair, offset) =>
    pair.class === 'unchanged' ? [] : [partial.from + offset],
  );
  const isAgreed =
    indexes.length === partial.changed.length &&
    partial.changed.every(({ index }, position) => index === indexes[position]);
  if (!isAgreed) throw new StoredMalformed('the changed tuples are not those of the rows');
};

const pairsOf = ({ outcomes, rows }: PartialOf1): readonly OutcomePair[] => {
  const known = new Map<number, OutcomePair>();
  return Array.from({ length: rows.length / 2 }, (_, offset) => {
    const [basePosition, candidatePosition] = [rows[2 * offset] ?? -1, rows[2 * offset + 1] ?? -1];
    const key = basePosition * outcomes.length + candidatePosition;
    const pair = known.get(key) ?? pairAt(outcomes, basePosition, candidatePosition);
    known.set(key, pair);
    return pair;
  });
};

export const pairAt = (
  outcomes: readonly PolicyOutcome[],
  basePosition: number,
  candidatePosition: number,
): OutcomePair => {
  const base = outcomes[basePosition];
  const candidate = outcomes[candidatePosition];
  if (base === undefined || candidate === undefined) throw new StoredMalformed('a row names no outcome');
  return { class: classify(base, candidate), base, candidate };
};
