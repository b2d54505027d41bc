import { type BudgetScope, readBudget } from '@policy-registry/finding';

import type { SimulationInputs } from './inputs.ts';

/** The parts of the findings that the budgets of a simulation name, each once, in the order of the lines. */
export const budgetScopesOf = (inputs: SimulationInputs): readonly BudgetScope[] => {
  if (inputs.schema === 'policy-registry.simulation-inputs@1') return [];
  const scopes = (inputs.budgets?.lines ?? []).flatMap((line) => {
    const { measure } = readBudget(line);
    return measure.kind === 'tuples' && measure.scope !== undefined ? [measure.scope] : [];
  });
  return [...new Map(scopes.map((scope) => [scopeText(scope), scope])).values()];
};

/** `tag:tier0`; what a result calls the scope. */
export const scopeText = ({ by, name }: BudgetScope): string => `${by}:${name}`;
