import { PolicyOutcome, type ResultClass } from '@policy-registry/finding';
import { canonicalBytes, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import {
  addClass,
  emptyClassTally,
  type SomeClassCounts,
  someCountsOf,
  SomeClassCounts as StoredCounts,
} from './class-counts.ts';
import { findingName } from './finding-name.ts';
import { GroupLine } from './group-line.ts';
import { pairAt, PartialOf1, verifyAgreementOf1, viewOf1 } from './partial-result-1.ts';
import type { ChangedTuple, OutcomePair, PartialView } from './partial-view.ts';
import { PLANNED_SHARD_TUPLES_MAX } from './plan.ts';
import { positions } from './positions.ts';
import { ShardSample } from './shard-sample.ts';
import { readStored, StoredMalformed } from './stored.ts';
import { addTo, type Tally } from './tally.ts';
import { verifyWaived, WaivedPart, waivedView, waiversByOffset } from './waived-part.ts';

/** A stored partial result is at most this long. */
export const PARTIAL_BYTES_MAX = 256 * 1024 * 1024;

/** Numbers of one changed tuple: its offset in the range, and its advisory, component and image in `names`. */
export const CHANGED_WIDTH = 4;

/**
 * What one job found out about its range. Everything is listed once, in the order of first appearance, and named by
 * its position: `pairs` holds two positions in `outcomes` per pair, base and candidate; `rows` one position of a pair
 * per tuple; `changed` {@link CHANGED_WIDTH} numbers per tuple whose class is not `unchanged`, where a component or
 * image is its position in `names` plus 1, and 0 is none. A class is not stored: it follows from the two outcomes.
 */
const PartialOf2 = z.strictObject({
  schema: z.literal('policy-registry.partial-result@2'),
  inputsDigest: Sha256,
  /** Index of the range's first tuple in the snapshot. */
  from: z.int().nonnegative(),
  outcomes: z.array(PolicyOutcome),
  pairs: positions(),
  rows: positions(PLANNED_SHARD_TUPLES_MAX),
  names: z.array(z.string()),
  changed: positions(CHANGED_WIDTH * PLANNED_SHARD_TUPLES_MAX),
  /** Every tuple of the range, by image, package and team. */
  groups: z.strictObject({
    image: z.array(GroupLine),
    package: z.array(GroupLine),
    team: z.array(GroupLine),
  }),
  /** The tuples in each scope that the budgets name, by class. */
  scopes: z.array(StoredCounts),
  /** At most `SAMPLES_PER_CLASS` of each class, by index. */
  samples: z.array(ShardSample),
  /** Absent where the inputs have no waivers. */
  waived: WaivedPart.optional(),
});
/** The partial results that are written today. */
export type PresentPartial = z.infer<typeof PartialOf2>;

export const PartialResult = z.discriminatedUnion('schema', [PartialOf1, PartialOf2]);
export type PartialResult = z.infer<typeof PartialResult>;

/** The canonical bytes: what is stored under its SHA-256. */
export const partialBytes = (partial: PartialResult): Uint8Array => canonicalBytes(partial);

/**
 * Reads stored bytes. Throws `StoredMalformed` for everything that {@link partialBytes} would not give and for
 * everything that contradicts itself.
 */
export const readPartial = (bytes: Uint8Array): PartialResult => {
  const partial = readStored(PartialResult, bytes, PARTIAL_BYTES_MAX);
  if (partial.schema === 'policy-registry.partial-result@1') verifyAgreementOf1(partial);
  else verifyAgreement(partial);
  verifySamples(partial);
  return partial;
};

/** How many tuples a partial result covers. */
export const tupleCountOf = (partial: PartialResult): number =>
  partial.schema === 'policy-registry.partial-result@1' ? partial.rows.length / 2 : partial.rows.length;

export const viewOf = (partial: PartialResult): PartialView =>
  partial.schema === 'policy-registry.partial-result@1' ? viewOf1(partial) : viewOf2(partial);

const viewOf2 = (partial: PresentPartial): PartialView => {
  const { inputsDigest, from, rows, groups, scopes, samples } = partial;
  const pairs = pairsOf(partial);
  const counts = new Array<number>(pairs.length).fill(0);
  for (const pair of rows) counts[pair] = (counts[pair] ?? 0) + 1;
  const classOf = (offset: number): ResultClass => pairOfTuple(partial, pairs, offset).class;
  return {
    inputsDigest,
    from,
    tuples: rows.length,
    pairs: pairs.map((pair, position) => ({ ...pair, tuples: counts[position] ?? 0 })),
    changed: changedOf(partial, pairs),
    samples: samples.map((sample) => ({ ...sample, ...pairOfTuple(partial, pairs, sample.index - from) })),
    groups,
    scopes,
    waived: partial.waived && waivedView(partial.waived, classOf),
  };
};

const pairsOf = ({ outcomes, pairs }: PresentPartial): readonly OutcomePair[] =>
  Array.from({ length: pairs.length / 2 }, (_, at) =>
    pairAt(outcomes, pairs[2 * at] ?? -1, pairs[2 * at + 1] ?? -1),
  );

const pairOfTuple = (
  { rows }: PresentPartial,
  pairs: readonly OutcomePair[],
  offset: number,
): OutcomePair => {
  const pair = pairs[rows[offset] ?? -1];
  if (pair === undefined) throw new StoredMalformed(`tuple ${offset} of the range has no pair of outcomes`);
  return pair;
};

const changedOf = function* (
  partial: PresentPartial,
  pairs: readonly OutcomePair[],
): Generator<ChangedTuple> {
  const { changed, names, from } = partial;
  const waivers = waiversByOffset(partial.waived);
  for (let at = 0; at < changed.length; at += CHANGED_WIDTH) {
    const offset = changed[at] ?? -1;
    const advisory = names[changed[at + 1] ?? -1];
    if (advisory === undefined) throw new StoredMalformed(`changed tuple ${offset} has no advisory`);
    const name = findingName(advisory, names[(changed[at + 2] ?? 0) - 1], names[(changed[at + 3] ?? 0) - 1]);
    const waivedBy = waivers.get(offset);
    yield {
      index: from + offset,
      ...name,
      ...pairOfTuple(partial, pairs, offset),
      ...(waivedBy !== undefined && { waivedBy }),
    };
  }
};

const verifyAgreement = (partial: PresentPartial): void => {
  const { outcomes, pairs, rows, names, changed, groups } = partial;
  if (pairs.length % 2 !== 0) throw new StoredMalformed('a pair is cut in half');
  if (changed.length % CHANGED_WIDTH !== 0) throw new StoredMalformed('a changed tuple is cut short');
  // Outcomes that were read from canonical text have their members in one order, so equal ones have equal text.
  if (new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size !== outcomes.length)
    throw new StoredMalformed('an outcome is listed twice');
  if (new Set(names).size !== names.length) throw new StoredMalformed('a name is listed twice');
  const known = pairsOf(partial);
  if (new Set(known.map((_, at) => `${pairs[2 * at]} ${pairs[2 * at + 1]}`)).size !== known.length)
    throw new StoredMalformed('a pair is listed twice');

  const classes = emptyClassTally();
  let changedAt = 0;
  rows.forEach((_, offset) => {
    const { class: found } = pairOfTuple(partial, known, offset);
    addClass(classes, found);
    if (found === 'unchanged') return;
    if (changed[changedAt] !== offset)
      throw new StoredMalformed('the changed tuples are not those of the rows');
    changedAt += CHANGED_WIDTH;
  });
  if (changedAt !== changed.length) throw new StoredMalformed('the changed tuples are not those of the rows');
  for (const name of ['image', 'package'] as const) verifyGroups(groups[name], someCountsOf(classes));
  if (partial.waived !== undefined)
    verifyWaived(partial.waived, { tuples: rows.length, scopes: partial.scopes.length });
};

/** A tuple has one image and one package, or none: the lines sum to what there is. */
const verifyGroups = (lines: readonly GroupLine[], expected: SomeClassCounts): void => {
  const sums: Tally<string> = new Map();
  for (const { classes } of lines)
    for (const [name, count] of Object.entries(classes)) addTo(sums, name, count);
  const isEqual =
    sums.size === Object.keys(expected).length &&
    Object.entries(expected).every(([name, count]) => sums.get(name) === count);
  if (!isEqual) throw new StoredMalformed('the groups do not sum to the tuples');
};

const verifySamples = (partial: PartialResult): void => {
  const end = partial.from + tupleCountOf(partial);
  let previous = -1;
  for (const { index } of partial.samples) {
    if (index < partial.from || index >= end || index <= previous)
      throw new StoredMalformed(`sample ${index} is out of place`);
    previous = index;
  }
};

/** The tuples of a stored partial result whose class is not `unchanged`, in order, with both outcomes. */
export const changedTuplesOf = (partial: PartialResult): Iterable<ChangedTuple> => viewOf(partial).changed;
