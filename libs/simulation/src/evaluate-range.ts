import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { digestOf } from '@policy-registry/kernel';

import { budgetScopesOf } from './budget-scopes.ts';
import { pairOutcomes } from './pair-outcomes.ts';
import { componentNameOf, findingNameOf, imageNameOf, isInScope } from './finding-name.ts';
import { startGrouping } from './grouping.ts';
import { inputsDigestOf, type PresentInputs } from './inputs.ts';
import { internText } from './intern.ts';
import type { PresentPartial } from './partial-result.ts';
import { seededRank } from './rank.ts';
import { sampleDraw } from './samples.ts';
import type { SampleTraces, ShardSample } from './shard-sample.ts';
import { waivedDraw } from './waived-part.ts';
import { addClass, emptyClassTally, someCountsOf } from './class-counts.ts';

/** What one job has in hand: its tuples, beginning with tuple `from` of the snapshot, and what the policies say. */
export type EvaluatedRange = {
  readonly inputs: PresentInputs;
  readonly from: number;
  readonly tuples: readonly FindingTuple[];
  readonly base: readonly PolicyOutcome[];
  readonly candidate: readonly PolicyOutcome[];
};

/** The partial result of a range; its samples have no traces yet. */
export const evaluateRange = ({ inputs, from, tuples, base, candidate }: EvaluatedRange): PresentPartial => {
  if (base.length !== tuples.length || candidate.length !== tuples.length) {
    throw new RangeError(`${tuples.length} tuples have ${base.length} and ${candidate.length} outcomes`);
  }
  const { outcomes, pairs, rows, classes } = pairOutcomes(base, candidate);
  const scopes = budgetScopesOf(inputs).map((scope) => ({
    scope,
    tally: emptyClassTally(),
    waivedTally: emptyClassTally(),
  }));
  const grouping = startGrouping();
  const names = internText();
  const changed: number[] = [];
  const draw = sampleDraw<FindingTuple>();
  const waived = waivedDraw(inputs);

  tuples.forEach((tuple, offset) => {
    const found = classes[rows[offset] ?? -1] ?? 'unchanged';
    const component = componentNameOf(tuple.component);
    const image = imageNameOf(tuple.image);
    grouping.add(tuple, found);
    const inScope = scopes.filter(({ scope }) => isInScope(tuple, scope));
    for (const { tally } of inScope) addClass(tally, found);
    const outcome = candidate[offset];
    if (outcome !== undefined && waived.offer(tuple, outcome, offset))
      for (const { waivedTally } of inScope) addClass(waivedTally, found);
    if (found !== 'unchanged') {
      const positionOf = (name: string | undefined): number =>
        name === undefined ? 0 : names.positionOf(name) + 1;
      changed.push(offset, names.positionOf(tuple.advisory.id), positionOf(component), positionOf(image));
    }
    const rank = seededRank(inputs.seed, { advisory: tuple.advisory.id, component, image });
    const place = { index: from + offset, class: found, rank };
    if (draw.wants(place)) draw.offer({ ...place, item: tuple });
  });

  return {
    schema: 'policy-registry.partial-result@2',
    inputsDigest: inputsDigestOf(inputs),
    from,
    outcomes: [...outcomes],
    pairs,
    rows,
    names: [...names.items],
    changed,
    groups: grouping.lines(),
    scopes: scopes.map(({ tally }) => someCountsOf(tally)),
    samples: draw
      .chosen()
      .map(({ item, index }) => ({ ...findingNameOf(item), index, tuple: digestOf(item) }))
      .toSorted((a, b) => a.index - b.index),
    ...waived.part(scopes.map(({ waivedTally }) => someCountsOf(waivedTally))),
  };
};

/** The partial result with the ways to its samples, by index of the tuple. Indexes that are no samples are ignored. */
export const withTraces = (
  partial: PresentPartial,
  traces: ReadonlyMap<number, SampleTraces>,
): PresentPartial => ({
  ...partial,
  samples: partial.samples.map((sample): ShardSample => {
    const found = traces.get(sample.index);
    return found === undefined ? sample : { ...sample, traces: found };
  }),
});
