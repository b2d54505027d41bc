import type { PolicyOutcome, ResultClass } from '@policy-registry/finding';

import { classify } from './classify.ts';
import { internOutcomes } from './intern.ts';

/** The pairs of outcomes that occur, by position, each with its class; one position of a pair per tuple in `rows`. */
export type PairedOutcomes = {
  readonly outcomes: readonly PolicyOutcome[];
  /** Two positions in `outcomes` per pair: base and candidate. */
  readonly pairs: number[];
  readonly classes: readonly ResultClass[];
  readonly rows: number[];
};

/** Few pairs are different: each is classified once. Both lists are as long as each other. */
export const pairOutcomes = (
  base: readonly PolicyOutcome[],
  candidate: readonly PolicyOutcome[],
): PairedOutcomes => {
  const interned = internOutcomes();
  const byBase: Map<number, number>[] = [];
  const pairs: number[] = [];
  const classes: ResultClass[] = [];
  const rows = base.map((baseOutcome, offset) => {
    const candidateOutcome = candidate[offset] ?? baseOutcome;
    const basePosition = interned.positionOf(baseOutcome);
    const candidatePosition = interned.positionOf(candidateOutcome);
    const ofBase = (byBase[basePosition] ??= new Map<number, number>());
    const known = ofBase.get(candidatePosition);
    if (known !== undefined) return known;
    const position = classes.push(classify(baseOutcome, candidateOutcome)) - 1;
    pairs.push(basePosition, candidatePosition);
    ofBase.set(candidatePosition, position);
    return position;
  });
  return { outcomes: interned.items, pairs, classes, rows };
};
