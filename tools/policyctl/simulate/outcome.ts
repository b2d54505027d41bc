import {
  changedTuplesOf,
  failsOn,
  measuredOf,
  verdictsOf,
  type BudgetVerdict,
  type ChangedTuple,
  type FailCondition,
  type PartialResult,
  type SimulationResult,
  type SimulationTiming,
} from '@policy-registry/simulation';
import { BudgetInvalid } from '@policy-registry/finding';

import { UsageFault } from '../answer.ts';

/** What a simulation came to, wherever it was run. */
export type Outcome = {
  readonly result: SimulationResult;
  readonly timing: SimulationTiming | undefined;
  /** In the order of the snapshot; together they cover it once. */
  readonly partials: readonly PartialResult[];
};

/** Every finding that changed, in the order of the snapshot. */
export const changedOf = function* ({ partials }: Outcome): Generator<ChangedTuple> {
  for (const partial of partials) yield* changedTuplesOf(partial);
};

/** What became of the budgets in force. */
export const budgetsOf = ({ result, timing }: Outcome): readonly BudgetVerdict[] =>
  verdictsOf(result.inputs, [
    ...(result.schema === 'policy-registry.simulation-result@2' ? [result] : []),
    ...(timing === undefined ? [] : [timing]),
  ]);

/** Conditions of `--fail-on`, read before anything is started: a misspelt one must not cost a simulation. */
export type Conditions = (outcome: Outcome) => readonly FailCondition[];

export const conditionsOf = (expressions: readonly string[]): Conditions => {
  const conditions = expressions.map((expression) => {
    try {
      return failsOn(expression);
    } catch (error) {
      if (!(error instanceof BudgetInvalid)) throw error;
      throw new UsageFault(`--fail-on ${expression}: ${error.message}`, { cause: error });
    }
  });
  return ({ result, timing }) => conditions.map((condition) => condition(measuredOf(result, timing)));
};
