import { readBudget } from '@policy-registry/finding';

import { budgetScopesOf, scopeText } from './budget-scopes.ts';
import { judge, measuredOf } from './budgets.ts';
import {
  addClass,
  addCounts,
  type ClassTally,
  classTallyOf,
  countsOf,
  emptyClassTally,
  someCountsOf,
} from './class-counts.ts';
import { startGrouping } from './grouping.ts';
import { inputsDigestOf, isExplained, type PresentInputs, type SimulationInputs } from './inputs.ts';
import { moversOf } from './movers.ts';
import type { PartialResult } from './partial-result.ts';
import { viewOf } from './partial-result.ts';
import { verifyWhole, type CoveredRange, PartialsRefused } from './partials-refused.ts';
import {
  addOutcome,
  emptySide,
  heatMapOf,
  missingNamesOf,
  severityCountsOf,
  tuplesWithoutAnswer,
} from './policy-side.ts';
import { seededRank } from './rank.ts';
import { sampleRankOf1 } from './sample-rank-1.ts';
import { type Sample, sampleDraw } from './samples.ts';
import { addMove, matrixOf, type Moves } from './severity-moves.ts';
import type { PresentResult, SimulationResult } from './simulation-result.ts';
import { addWaived, emptyWaivedTally, waivedCountsOf } from './waived-counts.ts';

/** What partial results must make together: the number of tuples is the snapshot's, the rules are the candidate's in order. */
export type Whole = { readonly tuples: number; readonly candidateRules: readonly string[] };

/** What a reduction is of. */
export type ReductionOf<Inputs extends SimulationInputs = SimulationInputs> = Whole & {
  readonly inputs: Inputs;
};

/** Results of the inputs of today have the form of today; those of the first form have the first. */
export type ResultOf<Inputs extends SimulationInputs> = Inputs extends PresentInputs
  ? PresentResult
  : SimulationResult;

/** Takes partial results one at a time, so that they need not be held in memory together. */
export type Reduction<Inputs extends SimulationInputs = SimulationInputs> = {
  /** Throws {@link PartialsRefused} for a partial result of other inputs. */
  add(partial: PartialResult): void;
  /** Throws {@link PartialsRefused} unless every tuple was covered exactly once. */
  result(of: Whole): ResultOf<Inputs>;
};

/** Combines the partial results of a simulation, given in any order, cut in any way. */
export const reduce = <Inputs extends SimulationInputs>(
  of: ReductionOf<Inputs>,
  partials: Iterable<PartialResult>,
): ResultOf<Inputs> => {
  const reduction = startReduction(of.inputs);
  for (const partial of partials) reduction.add(partial);
  return reduction.result(of);
};

/** See {@link reduce}. Every count is a sum and the samples are a minimum, so neither order nor cut matters. */
export const startReduction = <Inputs extends SimulationInputs>(inputs: Inputs): Reduction<Inputs> => {
  const inputsDigest = inputsDigestOf(inputs);
  const tallies = emptyTallies(inputs);
  const add = (partial: PartialResult): void => {
    if (partial.inputsDigest !== inputsDigest) {
      throw new PartialsRefused(
        'PARTIAL_FOREIGN',
        `tuples from ${partial.from} are of inputs ${partial.inputsDigest}`,
      );
    }
    addPartial(tallies, partial);
  };
  const result = (of: Whole): ResultOf<Inputs> => {
    verifyWhole(tallies.ranges, of.tuples);
    // Which form it has follows from the inputs, which the type parameter cannot follow.
    return resultOf({ ...of, inputs }, tallies) as ResultOf<Inputs>;
  };
  return { add, result };
};

const emptyTallies = (inputs: SimulationInputs) => ({
  waived: emptyWaivedTally(inputs, budgetScopesOf(inputs).map(scopeText)),
  ranges: [] as CoveredRange[],
  classes: emptyClassTally(),
  moves: new Map() as Moves,
  base: emptySide(),
  candidate: emptySide(),
  components: new Map<string, ClassTally>(),
  images: new Map<string, ClassTally>(),
  grouping: startGrouping(),
  scopes: budgetScopesOf(inputs).map((scope) => ({
    scope: scopeText(scope),
    tally: emptyClassTally(),
  })),
  isExplained: isExplained(inputs),
  draw: sampleDraw<Sample>(),
  rankOf:
    inputs.schema === 'policy-registry.simulation-inputs@1'
      ? sampleRankOf1(inputs.seed)
      : rankOf(inputs.seed),
});
type Tallies = ReturnType<typeof emptyTallies>;

const rankOf =
  (seed: number) =>
  ({ advisory, component, image }: Sample): number =>
    seededRank(seed, { advisory, component, image });

const addPartial = (tallies: Tallies, partial: PartialResult): void => {
  const view = viewOf(partial);
  tallies.ranges.push({ from: view.from, count: view.tuples });
  for (const { class: found, base, candidate, tuples } of view.pairs) {
    addClass(tallies.classes, found, tuples);
    addMove(tallies.moves, { base, candidate }, tuples);
    addOutcome(tallies.base, base, tuples);
    addOutcome(tallies.candidate, candidate, tuples);
  }
  for (const { class: found, component, image } of view.changed) {
    if (component !== undefined) addClass(classTallyOf(tallies.components, component), found);
    if (image !== undefined) addClass(classTallyOf(tallies.images, image), found);
  }
  if (view.groups !== undefined) tallies.grouping.addLines(view.groups);
  if (view.scopes.length !== tallies.scopes.length) {
    throw new PartialsRefused('PARTIAL_FOREIGN', `tuples from ${view.from} are counted in other scopes`);
  }
  tallies.scopes.forEach(({ tally }, at) => addCounts(tally, view.scopes[at] ?? {}));
  addWaived(tallies.waived, view);
  for (const item of view.samples) {
    if (!tallies.isExplained && item.traces !== undefined)
      throw new PartialsRefused(
        'PARTIAL_FOREIGN',
        `tuple ${item.index} is explained, which nobody asked for`,
      );
    tallies.draw.offer({ index: item.index, class: item.class, rank: tallies.rankOf(item), item });
  }
};

const resultOf = ({ inputs, tuples, candidateRules }: ReductionOf, tallies: Tallies): SimulationResult => {
  const { classes, moves, base, candidate, components, images, grouping, scopes, draw } = tallies;
  const severity = { before: severityCountsOf(base), after: severityCountsOf(candidate) };
  const everyForm = {
    tuples,
    counts: countsOf(classes),
    heatMap: { base: heatMapOf(base), candidate: heatMapOf(candidate) },
    movers: { components: moversOf(components), images: moversOf(images) },
    samples: draw.chosen().map(({ item }) => item),
  };
  const coverage = {
    rulesNeverHit: candidateRules.filter((rule) => !candidate.byRule.has(rule)),
    missing: missingNamesOf(candidate),
  };
  if (inputs.schema === 'policy-registry.simulation-inputs@1')
    return { schema: 'policy-registry.simulation-result@1', inputs, ...everyForm, severity, coverage };

  const counted: PresentResult = {
    schema: 'policy-registry.simulation-result@2',
    inputs,
    ...everyForm,
    severity: { ...severity, moves: matrixOf(moves) },
    groups: grouping.result(),
    coverage: {
      ...coverage,
      tuplesMissingEvidence: { base: tuplesWithoutAnswer(base), candidate: tuplesWithoutAnswer(candidate) },
    },
    scopes: scopes.map(({ scope, tally }) => ({ scope, classes: someCountsOf(tally) })),
    budgets: [],
    ...waivedCountsOf(tallies.waived),
  };
  const budgets = (inputs.budgets?.lines ?? [])
    .map(readBudget)
    .filter(({ measure }) => measure.kind !== 'p95_evaluation')
    .map((budget) => judge(budget, measuredOf(counted)));
  return { ...counted, budgets };
};
