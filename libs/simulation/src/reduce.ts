import { RESULT_CLASSES, type ResultClass } from './classify.ts';
import { inputsDigestOf, type SimulationInputs } from './inputs.ts';
import { moversOf } from './movers.ts';
import { type PartialResult, tupleCountOf, type TupleResult, tupleResultsOf } from './partial-result.ts';
import { addOutcome, emptySide, heatMapOf, missingNamesOf, severityCountsOf } from './policy-side.ts';
import { type Sample, sampleDraw, sampleRank } from './samples.ts';
import { ClassCounts, type SimulationResult } from './simulation-result.ts';
import { addTo, filled, type Tally, tallyOf } from './tally.ts';

export type PartialsRefusalCode = 'PARTIAL_FOREIGN' | 'PARTIALS_OVERLAPPING' | 'PARTIALS_INCOMPLETE';

/** The partial results are not those of one whole simulation. */
export class PartialsRefused extends Error {
  override readonly name = 'PartialsRefused';
  readonly code: PartialsRefusalCode;
  constructor(code: PartialsRefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a reduction starts from; the number of tuples is the snapshot's, the rules are the candidate's in order. */
export type ReductionOf = {
  readonly inputs: SimulationInputs;
  readonly tuples: number;
  readonly candidateRules: readonly string[];
};

/** Takes partial results one at a time, so that they need not be held in memory together. */
export type Reduction = {
  /** Throws {@link PartialsRefused} for a partial result of other inputs. */
  add(partial: PartialResult): void;
  /** Throws {@link PartialsRefused} unless every tuple was covered exactly once. */
  result(): SimulationResult;
};

/** Combines the partial results of a simulation, given in any order, cut in any way. */
export const reduce = (of: ReductionOf, partials: Iterable<PartialResult>): SimulationResult => {
  const reduction = startReduction(of);
  for (const partial of partials) reduction.add(partial);
  return reduction.result();
};

/** See {@link reduce}. Every count is a sum and the samples are a minimum, so neither order nor cut matters. */
export const startReduction = ({ inputs, tuples, candidateRules }: ReductionOf): Reduction => {
  const inputsDigest = inputsDigestOf(inputs);
  const ranges: { readonly from: number; readonly count: number }[] = [];
  const classes: Tally<ResultClass> = new Map();
  const [base, candidate] = [emptySide(), emptySide()];
  const components = new Map<string, Tally<ResultClass>>();
  const images = new Map<string, Tally<ResultClass>>();
  const draw = sampleDraw<Sample>();

  const add = (partial: PartialResult): void => {
    if (partial.inputsDigest !== inputsDigest) {
      throw new PartialsRefused(
        'PARTIAL_FOREIGN',
        `tuples from ${partial.from} are of inputs ${partial.inputsDigest}`,
      );
    }
    ranges.push({ from: partial.from, count: tupleCountOf(partial) });
    const results = [...tupleResultsOf(partial)];
    for (const result of results) addTo(classes, result.class);
    for (const [outcome, count] of occurrencesOf(results, 'base')) addOutcome(base, outcome, count);
    for (const [outcome, count] of occurrencesOf(results, 'candidate')) addOutcome(candidate, outcome, count);

    for (const { index, component, image } of partial.changed) {
      const { class: changedClass } = resultAt(results, index - partial.from);
      if (component !== undefined) addTo(tallyOf(components, component), changedClass);
      if (image !== undefined) addTo(tallyOf(images, image), changedClass);
    }
    for (const sample of partial.samples) {
      const item: Sample = { ...sample, ...resultAt(results, sample.index - partial.from) };
      draw.offer({ index: item.index, class: item.class, rank: sampleRank(inputs.seed, item), item });
    }
  };

  const result = (): SimulationResult => {
    verifyWhole(ranges, tuples);
    return {
      schema: 'policy-registry.simulation-result@1',
      inputs,
      tuples,
      counts: ClassCounts.parse(filled(RESULT_CLASSES, classes)),
      severity: { before: severityCountsOf(base), after: severityCountsOf(candidate) },
      heatMap: { base: heatMapOf(base), candidate: heatMapOf(candidate) },
      movers: { components: moversOf(components), images: moversOf(images) },
      samples: draw.chosen().map(({ item }) => item),
      coverage: {
        rulesNeverHit: candidateRules.filter((rule) => !candidate.byRule.has(rule)),
        missing: missingNamesOf(candidate),
      },
    };
  };
  return { add, result };
};

const occurrencesOf = (
  results: readonly TupleResult[],
  side: 'base' | 'candidate',
): Tally<TupleResult['base']> => {
  const occurrences: Tally<TupleResult['base']> = new Map();
  for (const result of results) addTo(occurrences, result[side]);
  return occurrences;
};

const resultAt = (results: readonly TupleResult[], offset: number): TupleResult => {
  const result = results[offset];
  if (result === undefined) throw new RangeError(`offset ${offset} is outside of the partial result`);
  return result;
};

const verifyWhole = (
  ranges: readonly { readonly from: number; readonly count: number }[],
  tuples: number,
): void => {
  let end = 0;
  for (const { from, count } of ranges.toSorted((a, b) => a.from - b.from || a.count - b.count)) {
    if (from < end) throw new PartialsRefused('PARTIALS_OVERLAPPING', `tuple ${from} is covered twice`);
    if (from > end)
      throw new PartialsRefused('PARTIALS_INCOMPLETE', `tuples ${end} to ${from - 1} are not covered`);
    end = from + count;
  }
  if (end < tuples)
    throw new PartialsRefused('PARTIALS_INCOMPLETE', `tuples ${end} to ${tuples - 1} are not covered`);
  if (end > tuples)
    throw new PartialsRefused('PARTIALS_OVERLAPPING', `tuple ${tuples} and more are beyond the snapshot`);
};
