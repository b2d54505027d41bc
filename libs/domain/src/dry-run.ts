import { Rejection, type DecisionContext, type FactShape, type InputFault } from '@policy-registry/kernel';

import type { Addressed } from './aggregate.ts';

/** What a command would come to: its facts and what was found where nothing is against it, and every reason why not otherwise. */
export type DryDecision = {
  readonly facts: readonly FactShape[];
  readonly found: readonly InputFault[];
  readonly reasons: readonly Rejection[];
};

/**
 * Decides by the very rules of {@link Addressed.decide}, which go on where a reason stands for itself. The first reason is
 * the one that the command itself would be refused with; each is given once.
 */
export const decideDry = (
  { decide }: Pick<Addressed, 'decide'>,
  state: unknown,
  context: DecisionContext<unknown>,
): DryDecision => {
  const reasons: Rejection[] = [];
  const found: InputFault[] = [];
  const facts = factsOr(reasons, () => decide(state, { ...context, reasons, found }));
  const isFirst = ({ code, message }: Rejection, at: number): boolean =>
    reasons.findIndex((other) => other.code === code && other.message === message) === at;
  return reasons.length > 0
    ? { facts: [], found: [], reasons: reasons.filter(isFirst) }
    : { facts, found, reasons };
};

const factsOr = (reasons: Rejection[], decide: () => readonly FactShape[]): readonly FactShape[] => {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    reasons.push(error);
    return [];
  }
};
