import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { canonicalJson, compareBytewise, digestOf } from '@policy-registry/kernel';

import { classify, type ResultClass } from './classify.ts';
import { findingNameOf } from './finding-name.ts';
import { inputsDigestOf, type SimulationInputs } from './inputs.ts';
import type { PartialResult, SampleTraces, ShardSample } from './partial-result.ts';
import { sampleDraw, sampleRank } from './samples.ts';

/** What one job has in hand: its tuples, beginning with tuple `from` of the snapshot, and what the policies say. */
export type EvaluatedRange = {
  readonly inputs: SimulationInputs;
  readonly from: number;
  readonly tuples: readonly FindingTuple[];
  readonly base: readonly PolicyOutcome[];
  readonly candidate: readonly PolicyOutcome[];
};

/** The partial result of a range; its samples have no traces yet. */
export const evaluateRange = ({ inputs, from, tuples, base, candidate }: EvaluatedRange): PartialResult => {
  if (base.length !== tuples.length || candidate.length !== tuples.length) {
    throw new RangeError(`${tuples.length} tuples have ${base.length} and ${candidate.length} outcomes`);
  }
  const { outcomes, positions } = interned([...base, ...candidate]);
  const classes = new Map<number, ResultClass>();
  const rows: number[] = [];
  const changed: PartialResult['changed'] = [];
  const draw = sampleDraw<ShardSample>();

  tuples.forEach((tuple, offset) => {
    const basePosition = itemAt(positions, offset);
    const candidatePosition = itemAt(positions, tuples.length + offset);
    rows.push(basePosition, candidatePosition);
    const pair = basePosition * outcomes.length + candidatePosition;
    const known =
      classes.get(pair) ?? classify(itemAt(outcomes, basePosition), itemAt(outcomes, candidatePosition));
    classes.set(pair, known);

    const name = findingNameOf(tuple);
    const index = from + offset;
    if (known !== 'unchanged') changed.push({ ...name, index });
    draw.offer({
      index,
      class: known,
      rank: sampleRank(inputs.seed, name),
      item: { ...name, index, tuple: '' },
    });
  });

  const samples = draw
    .chosen()
    .map(({ item }) => ({ ...item, tuple: digestOf(itemAt(tuples, item.index - from)) }))
    .toSorted((a, b) => a.index - b.index);
  const schema = 'policy-registry.partial-result@1';
  return { schema, inputsDigest: inputsDigestOf(inputs), from, outcomes, rows, changed, samples };
};

/** The partial result with the ways to its samples, by index of the tuple. Indexes that are no samples are ignored. */
export const withTraces = (
  partial: PartialResult,
  traces: ReadonlyMap<number, SampleTraces>,
): PartialResult => ({
  ...partial,
  samples: partial.samples.map((sample) => {
    const found = traces.get(sample.index);
    return found === undefined ? sample : { ...sample, traces: found };
  }),
});

type Interned = { readonly outcomes: PolicyOutcome[]; readonly positions: readonly number[] };

// Most outcomes are equal. `JSON.stringify` is a cheap first key: equal outcomes that it tells apart (by the order of
// members) meet again under their canonical text.
const interned = (all: readonly PolicyOutcome[]): Interned => {
  const canonicalOf = new Map<string, string>();
  const distinct = new Map<string, PolicyOutcome>();
  const keys = all.map((outcome) => {
    const quick = JSON.stringify(outcome);
    const known = canonicalOf.get(quick);
    if (known !== undefined) return known;
    const text = canonicalJson(outcome);
    canonicalOf.set(quick, text);
    if (!distinct.has(text)) distinct.set(text, outcome);
    return text;
  });
  const sorted = [...distinct].toSorted(([a], [b]) => compareBytewise(a, b));
  const positionOf = new Map(sorted.map(([text], position) => [text, position]));
  return {
    outcomes: sorted.map(([, outcome]) => outcome),
    positions: keys.map((key) => positionOf.get(key) ?? -1),
  };
};

const itemAt = <T>(list: readonly T[], position: number): T => {
  const item = list[position];
  if (item === undefined) throw new RangeError(`nothing at ${position} of ${list.length}`);
  return item;
};
