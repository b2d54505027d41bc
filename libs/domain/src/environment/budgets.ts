import { BudgetInvalid, readBudget } from '@policy-registry/finding';
import { toTimestamp, type DecisionContext, type InputFault } from '@policy-registry/kernel';

import { requireMatch, requireScope, requireTenant } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import type { EnvironmentCommand, EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import type { Environment } from './state.ts';

type SetBudgets = Extract<EnvironmentCommand, { type: 'SetBudgets' }>;

/** The next version of the budgets. Each line is kept in its one form; what is no budget is refused with its position. */
export const setBudgets = (
  { data }: SetBudgets,
  environment: Environment,
  context: DecisionContext<EnvironmentNeeds>,
): readonly EnvironmentFact[] => {
  const { settings } = requireTenant(context.needs.tenant, context);
  requireScope(context, 'tenant:admin');
  const { environmentId } = data;
  if (environment.status === 'absent')
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${environmentId}`);
  requireMatch(context, environment.changes);

  const lines = textsOf(data.lines);
  const { simulationAgeMaxMs = settings.simulationAgeMaxMs } = data;
  const { budgets } = environment;
  const isSame =
    budgets !== undefined &&
    budgets.simulationAgeMaxMs === simulationAgeMaxMs &&
    budgets.lines.length === lines.length &&
    budgets.lines.every((line, at) => line === lines[at]);
  if (isSame) return [];
  return [
    {
      type: 'BudgetsSet',
      schemaVersion: 1,
      data: {
        environmentId,
        version: (budgets?.version ?? 0) + 1,
        lines,
        simulationAgeMaxMs,
        setBy: context.principal.id,
        setAt: toTimestamp(context.now),
      },
    },
  ];
};

const textsOf = (lines: readonly string[]): string[] => {
  const faults: InputFault[] = [];
  const texts = new Map<string, number>();
  lines.forEach((line, at) => {
    const pointer = `/lines/${at}`;
    try {
      const { text } = readBudget(line);
      const earlier = texts.get(text);
      if (earlier === undefined) texts.set(text, at);
      else faults.push({ code: 'budget_repeated', detail: `it says what line ${earlier + 1} says`, pointer });
    } catch (error) {
      if (!(error instanceof BudgetInvalid)) throw error;
      faults.push({
        code: 'budget_invalid',
        detail: error.message,
        pointer,
        line: 1,
        column: error.position,
      });
    }
  });
  if (faults.length > 0) throw reject('BUDGETS_INVALID', `${faults.length} lines are no budgets`, faults);
  return [...texts.keys()];
};
