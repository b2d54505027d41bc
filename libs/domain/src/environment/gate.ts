import { ageFindingOf, budgetHolds, readBudget, UNKNOWN_VALUE } from '@policy-registry/finding';
import { ageMsAt, parseTimestamp, type DecisionContext, type EpochMs } from '@policy-registry/kernel';

import type { Policy, Version } from '../policy/state.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { baseOf } from '../simulation/start.ts';
import type { BudgetVerdicts, SimulationResultRefs } from '../simulation/events.ts';
import type { FrozenInputs } from '../simulation/frozen-inputs.ts';
import { requireFresh } from '../simulation/freshness.ts';
import type { Simulation } from '../simulation/state.ts';
import type { EnvironmentCommand, EnvironmentNeeds } from './environment.ts';
import type { Budgets, EnvironmentFact } from './events.ts';
import { bindingOf, type Environment } from './state.ts';

type Promotion = Extract<EnvironmentCommand, { type: 'PromoteVersion' }>['data'];
type Promoted = Extract<EnvironmentFact, { type: 'VersionPromoted' }>['data'];
type Verdict = BudgetVerdicts['lines'][number];
type Judged = Pick<Promoted, 'simulationId' | 'resultDigest' | 'budgets'>;
type CreatedPolicy = Extract<Policy, { status: 'created' }>;
type CreatedEnvironment = Extract<Environment, { status: 'created' }>;
type Succeeded = Extract<Simulation, { readonly result: SimulationResultRefs }>;

/**
 * What a promotion is judged by where the environment has budgets: a batch simulation of this version against what is
 * stable here now, by the budgets in force and young enough, that kept every line. Throws otherwise, with the lines that
 * failed and what was found.
 */
export const gateOf = (
  promotion: Promotion,
  environment: CreatedEnvironment,
  {
    policy,
    context,
  }: { readonly policy: CreatedPolicy; readonly context: DecisionContext<EnvironmentNeeds> },
): Judged => {
  const { budgets } = environment;
  if (budgets === undefined || budgets.lines.length === 0) return {};
  const { simulationId } = promotion;
  if (simulationId === undefined)
    throw reject('SIMULATION_MISSING', 'the environment has impact budgets: name a simulation to judge by');
  const simulation = succeededOf(simulationId, context.needs.simulation);
  requireSubject(promotion, simulation, { policy, context });
  requireBase(promotion, simulation, { policy, environment, context });
  requireFresh(simulation, context, budgets.simulationAgeMaxMs);
  return {
    simulationId,
    resultDigest: simulation.result.resultDigest,
    budgets: keptOf(simulation, budgets, context),
  };
};

const succeededOf = (simulationId: string, simulation: Simulation | undefined): Succeeded => {
  if (simulation === undefined || simulation.status === 'absent')
    throw reject('SIMULATION_UNKNOWN', `there is no simulation ${simulationId}`);
  if (simulation.status !== 'succeeded')
    throw reject(
      'SIMULATION_UNFINISHED',
      `simulation ${simulationId} is ${simulation.status}, not succeeded`,
    );
  return simulation;
};

const requireSubject = (
  { policyId, version: number, environmentId }: Promotion,
  simulation: Succeeded,
  { policy: { versions }, context }: { readonly policy: CreatedPolicy; readonly context: DecisionContext },
): void => {
  const version: Version | undefined = versions[number - 1];
  const { contentDigest, irDigest } = simulation.inputs.candidate;
  const isOfVersion =
    simulation.policyId === policyId &&
    version !== undefined &&
    contentDigest === version.contentDigest &&
    irDigest === version.irDigest;
  if (!isOfVersion)
    refuse(context, 'SIMULATION_OF_OTHER_CONTENT', 'the simulation evaluated another policy text');
  if (simulation.environmentId !== environmentId) {
    refuse(
      context,
      'SIMULATION_OF_OTHER_BASE',
      `the simulation was made for the environment ${simulation.environmentId}`,
    );
  }
};

const requireBase = (
  { policyId, version }: Promotion,
  { inputs, engines }: Succeeded,
  {
    policy,
    environment,
    context,
  }: {
    readonly policy: CreatedPolicy;
    readonly environment: CreatedEnvironment;
    readonly context: DecisionContext;
  },
): void => {
  if (engines !== undefined)
    return refuse(
      context,
      'SIMULATION_OF_OTHER_BASE',
      'the simulation compared engines, not what would be promoted',
    );
  const present = baseOf(policy, bindingOf(environment, policyId).stable, version);
  if (nameOf(inputs.base) === nameOf(present)) return;
  refuse(
    context,
    'SIMULATION_OF_OTHER_BASE',
    `the simulation compared with ${nameOf(inputs.base)}; stable here is ${nameOf(present)}`,
  );
};

const nameOf = (base: FrozenInputs['base']): string =>
  base.kind === 'empty' ? 'the empty policy' : `version ${base.version}`;

const keptOf = (
  { result, inputs }: Succeeded,
  { version }: Budgets,
  context: DecisionContext,
): BudgetVerdicts => {
  if (inputs.budgets?.version !== version || result.budgets?.version !== version) {
    const judgedBy =
      inputs.budgets === undefined ? 'no budgets' : `version ${inputs.budgets.version} of them`;
    throw reject(
      'SIMULATION_OF_OTHER_BUDGETS',
      `version ${version} of the budgets is in force; the simulation was judged by ${judgedBy}`,
    );
  }
  const broken = result.budgets.lines
    .map((verdict) => agedTo(context.now, verdict, inputs))
    .filter(({ ok }) => !ok);
  if (broken.length > 0) {
    const faults = broken.map(({ line, value }) => ({
      code: 'budget_broken',
      detail: `${line}: found ${value}`,
    }));
    refuse(context, 'BUDGETS_BROKEN', `${broken.length} impact budgets are not kept`, faults);
  }
  return result.budgets;
};

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
