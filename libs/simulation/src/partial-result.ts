import { PolicyOutcome, RuleTrace } from '@policy-registry/finding';
import { canonicalBytes, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { classify, type ResultClass } from './classify.ts';
import { FindingName } from './finding-name.ts';
import { SHARD_TUPLES_MAX } from './plan.ts';
import { readStored, StoredMalformed } from './stored.ts';

/** A stored partial result is at most this long. */
export const PARTIAL_BYTES_MAX = 256 * 1024 * 1024;

/** The way each policy went for a sampled tuple. */
export const SampleTraces = z.strictObject({ base: z.array(RuleTrace), candidate: z.array(RuleTrace) });
export type SampleTraces = z.infer<typeof SampleTraces>;

/** A tuple chosen as an example of its class; `tuple` is the SHA-256 of its canonical bytes. */
export const ShardSample = FindingName.extend({
  index: z.int().nonnegative(),
  tuple: Sha256,
  traces: SampleTraces.optional(),
});
export type ShardSample = z.infer<typeof ShardSample>;

/**
 * What one job found out about its range. Outcomes are listed once, bytewise by their canonical text; `rows` holds
 * two positions in that list per tuple, base and candidate. A class is not stored: it follows from the two.
 */
export const PartialResult = z.strictObject({
  schema: z.literal('policy-registry.partial-result@1'),
  inputsDigest: Sha256,
  /** Index of the range's first tuple in the snapshot. */
  from: z.int().nonnegative(),
  outcomes: z.array(PolicyOutcome),
  rows: z.array(z.int().nonnegative()).max(2 * SHARD_TUPLES_MAX),
  /** The tuples whose class is not `unchanged`, by index. */
  changed: z.array(FindingName.extend({ index: z.int().nonnegative() })),
  /** At most `SAMPLES_PER_CLASS` of each class, by index. */
  samples: z.array(ShardSample),
});
export type PartialResult = z.infer<typeof PartialResult>;

/** Both outcomes of one tuple, and its class. */
export type TupleResult = {
  readonly index: number;
  readonly class: ResultClass;
  readonly base: PolicyOutcome;
  readonly candidate: PolicyOutcome;
};

/** The canonical bytes: what is stored under its SHA-256. */
export const partialBytes = (partial: PartialResult): Uint8Array => canonicalBytes(partial);

/**
 * Reads stored bytes. Throws `StoredMalformed` for everything that {@link partialBytes} would not give and for
 * everything that contradicts itself.
 */
export const readPartial = (bytes: Uint8Array): PartialResult => {
  const partial = readStored(PartialResult, bytes, PARTIAL_BYTES_MAX);
  verifyAgreement(partial);
  return partial;
};

/** How many tuples a partial result covers. */
export const tupleCountOf = (partial: PartialResult): number => partial.rows.length / 2;

/** The tuples of a partial result in order. Outcomes are shared objects, and so are classes of equal pairs. */
export const tupleResultsOf = function* (partial: PartialResult): Generator<TupleResult> {
  const { outcomes, rows, from } = partial;
  const classes = new Map<number, ResultClass>();
  for (let at = 0; at < rows.length; at += 2) {
    const [basePosition, candidatePosition] = [rows[at] ?? -1, rows[at + 1] ?? -1];
    const base = outcomes[basePosition];
    const candidate = outcomes[candidatePosition];
    if (base === undefined || candidate === undefined)
      throw new StoredMalformed(`row ${at / 2} names no outcome`);
    const pair = basePosition * outcomes.length + candidatePosition;
    const known = classes.get(pair) ?? classify(base, candidate);
    classes.set(pair, known);
    yield { index: from + at / 2, class: known, base, candidate };
  }
};

const verifyAgreement = (partial: PartialResult): void => {
  if (partial.rows.length % 2 !== 0) throw new StoredMalformed('a row is cut in half');
  // Outcomes that were read from canonical text have their members in one order, so equal ones have equal text.
  const texts = new Set(partial.outcomes.map((outcome) => JSON.stringify(outcome)));
  if (texts.size !== partial.outcomes.length) throw new StoredMalformed('an outcome is listed twice');

  const changedIndexes: number[] = [];
  for (const result of tupleResultsOf(partial))
    if (result.class !== 'unchanged') changedIndexes.push(result.index);
  const isAgreed =
    changedIndexes.length === partial.changed.length &&
    partial.changed.every(({ index }, position) => index === changedIndexes[position]);
  if (!isAgreed) throw new StoredMalformed('the changed tuples are not those of the rows');

  const end = partial.from + tupleCountOf(partial);
  let previous = -1;
  for (const { index } of partial.samples) {
    if (index < partial.from || index >= end || index <= previous)
      throw new StoredMalformed(`sample ${index} is out of place`);
    previous = index;
  }
};
