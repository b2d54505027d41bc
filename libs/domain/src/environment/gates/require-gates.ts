import type { DecisionContext, InputFault } from '@policy-registry/kernel';

import { refuse } from '../../rejection-codes.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import type { CreatedEnvironment, FoundVersion } from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import { waiversDigestOf } from '../../waiver/frozen.ts';
import { afterReviewGate } from './after-review.ts';
import { approvalsGate } from './approvals.ts';
import { budgetsGate } from './budgets.ts';
import { coverageGate } from './coverage.ts';
import { evidenceOf, judgesBySimulation } from './evidence.ts';
import type { Gate, Judged, Judging, Promotion } from './gate.ts';
import { previousEnvironmentGate } from './previous-environment.ts';
import { promotionApprovalsGate } from './promotion-approvals.ts';
import type { GateVerdict } from './settings.ts';
import { shadowGate } from './shadow.ts';
import { windowsGate } from './windows.ts';

/** In the order in which they are listed. */
const ALL: readonly Gate[] = [
  approvalsGate,
  previousEnvironmentGate,
  coverageGate,
  promotionApprovalsGate,
  shadowGate,
  budgetsGate,
  windowsGate,
  afterReviewGate,
];

type Promoted = Extract<EnvironmentFact, { type: 'VersionPromoted' }>['data'];
/** What a promotion records of the gates that it passed. */
export type Passed = Pick<Promoted, 'simulationId' | 'resultDigest' | 'waiversDigest' | 'budgets' | 'gates'>;

type Asked = {
  readonly found: FoundVersion;
  readonly tenant: OpenTenant;
  /** Whoever wants it: where it takes two persons, both. */
  readonly promoters: readonly string[];
  readonly context: DecisionContext<EnvironmentNeeds>;
};

/** What every gate finds of a promotion. */
export type Judgement = { readonly judging: Judging; readonly judged: readonly Judged[] };

export const judge = (promotion: Promotion, environment: CreatedEnvironment, asked: Asked): Judgement => {
  const judging = judgingOf(promotion, environment, asked);
  return { judging, judged: ALL.flatMap((gate) => gate(judging) ?? []) };
};

/**
 * Whether a promotion passes every gate of the environment. Refused with the code of the first that is closed, and with what
 * every one of them found, also those that it passes; a dry run has the code of each that is closed, and is told what they
 * found also where all are passed.
 */
export const requireGates = (promotion: Promotion, environment: CreatedEnvironment, asked: Asked): Passed => {
  const judgement = judge(promotion, environment, asked);
  const { judged } = judgement;
  const closed = judged.flatMap(({ refusal }) => refusal ?? []);
  const found = judged.flatMap(faultsOf);
  asked.context.found?.push(...found);
  closed.forEach(({ code, message }, at) => refuse(asked.context, code, message, at === 0 ? found : []));
  return passedBy(judgement);
};

/** What a promotion records that passed. */
export const passedBy = ({ judging, judged }: Judgement): Passed => {
  const { environment } = judging;
  const { gates } = environment;
  const { simulation } = judgesBySimulation(environment) ? judging.evidence : {};
  const budgets = judged.some(({ gate }) => gate === 'budgets') ? simulation?.result.budgets : undefined;
  return {
    ...(simulation !== undefined && {
      simulationId: simulation.simulationId,
      resultDigest: simulation.result.resultDigest,
      ...waiversDigestOf(simulation),
    }),
    ...(budgets !== undefined && { budgets }),
    ...(gates !== undefined && { gates: { version: gates.version, verdicts: judged.map(verdictOf) } }),
  };
};

/** What every gate finds of a promotion that goes past them, where the environment has any. */
export const verdictsOf = (
  promotion: Promotion,
  environment: CreatedEnvironment,
  asked: Asked,
): Pick<Passed, 'gates'> => {
  const { gates } = environment;
  if (gates === undefined) return {};
  const { judged } = judge(promotion, environment, asked);
  asked.context.found?.push(...judged.flatMap(faultsOf));
  return { gates: { version: gates.version, verdicts: judged.map(verdictOf) } };
};

const judgingOf = (
  promotion: Promotion,
  environment: CreatedEnvironment,
  { found: { policy, version }, tenant, promoters, context }: Asked,
): Judging => {
  const { needs, now } = context;
  const named = { promotion, policy, version, environment };
  const evidence = evidenceOf(named, needs.simulation);
  const { previous, waivers } = needs;
  return { ...named, evidence, tenant, previous, waivers, promoters, now };
};

export const verdictOf = ({ gate, ok, value, needed }: Judged): GateVerdict => ({ gate, ok, value, needed });

/** One line for the gate, under a code that says whether it is passed, and what a closed one says in parts. */
const faultsOf = ({ gate, ok, value, needed, refusal }: Judged): readonly InputFault[] => [
  { code: `${snakeCase(gate)}_${ok ? 'passed' : 'closed'}`, detail: `found ${value}; needed: ${needed}` },
  ...(refusal?.faults ?? []),
];

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
