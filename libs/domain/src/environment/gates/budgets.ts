import { ageFindingOf, budgetHolds, readBudget, UNKNOWN_VALUE } from '@policy-registry/finding';
import { ageMsAt, parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import { refusal, type Refusal } from '../../rejection-codes.ts';
import type { BudgetVerdicts } from '../../simulation/events.ts';
import type { FrozenInputs } from '../../simulation/frozen-inputs.ts';
import { staleness } from '../../simulation/freshness.ts';
import { lapsedWaivers } from '../../waiver/frozen.ts';
import { unknown, type Gate, type Judged } from './gate.ts';

type Verdict = BudgetVerdicts['lines'][number];

/**
 * The simulation was judged by the impact budgets in force, is young enough for them, and kept every line. What waivers cover is
 * not counted in them, so those have to be active still.
 */
export const budgetsGate: Gate = ({ environment, evidence, waivers, now }) => {
  const { budgets } = environment;
  if (budgets === undefined || budgets.lines.length === 0) return undefined;
  const { version, lines } = budgets;
  const needed = `every line of version ${version} of the budgets`;
  const closed = (by: Refusal, value?: string): Judged => ({
    ...unknown('budgets', needed, by),
    ...(value !== undefined && { value }),
  });

  if (evidence.simulation === undefined) return closed(evidence.refusal);
  const { simulation } = evidence;
  const { result, inputs } = simulation;
  const stale =
    staleness(simulation, now, budgets.simulationAgeMaxMs) ?? lapsedWaivers(simulation, waivers, now);
  if (stale !== undefined) return closed(stale);
  if (inputs.budgets?.version !== version || result.budgets?.version !== version)
    return closed(ofOther(version, inputs));

  const broken = result.budgets.lines.map((line) => agedTo(now, line, inputs)).filter(({ ok }) => !ok);
  const value = `${lines.length - broken.length} of ${lines.length} lines kept`;
  if (broken.length > 0) return closed(brokenBy(broken), value);
  return { gate: 'budgets', ok: true, value, needed };
};

const ofOther = (version: number, { budgets }: FrozenInputs): Refusal => {
  const judgedBy = budgets === undefined ? 'no budgets' : `version ${budgets.version} of them`;
  const message = `version ${version} of the budgets is in force; the simulation was judged by ${judgedBy}`;
  return refusal('SIMULATION_OF_OTHER_BUDGETS', message);
};

const brokenBy = (broken: readonly Verdict[]): Refusal =>
  refusal(
    'BUDGETS_BROKEN',
    `${broken.length} impact budgets are not kept`,
    broken.map(({ line, value }) => ({ code: 'budget_broken', detail: `${line}: found ${value}` })),
  );

/** The verdict as it is by now: what was young when it was evaluated may have grown too old since. */
const agedTo = (now: EpochMs, verdict: Verdict, { snapshotFrozenAt }: FrozenInputs): Verdict => {
  const { comparison, measure } = readBudget(verdict.line);
  const frozenAtMs = snapshotFrozenAt === undefined ? undefined : parseTimestamp(snapshotFrozenAt);
  if (!verdict.ok || measure.kind !== 'snapshot_age' || frozenAtMs === undefined) return verdict;
  const ageMs = ageMsAt(now, frozenAtMs);
  if (ageMs === undefined) return { ...verdict, ok: false, value: UNKNOWN_VALUE };
  const finding = ageFindingOf(measure, ageMs);
  return { ...verdict, ok: budgetHolds(comparison, finding), value: finding.value };
};
