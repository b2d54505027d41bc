import { refusal, type Refusal } from '../../rejection-codes.ts';
import type { SimulationResultRefs } from '../../simulation/events.ts';
import type { FrozenInputs } from '../../simulation/frozen-inputs.ts';
import { baseOf } from '../../simulation/start.ts';
import type { Simulation } from '../../simulation/state.ts';
import type { CreatedEnvironment } from '../bound-version.ts';
import { bindingOf } from '../state.ts';
import type { Judging } from './gate.ts';

type Succeeded = Extract<Simulation, { readonly result: SimulationResultRefs; readonly status: 'succeeded' }>;

/** The batch simulation that gates judge by: of this version, against what is stable here now. Otherwise why there is none. */
export type Evidence =
  | { readonly simulation: Succeeded; readonly refusal?: undefined }
  | { readonly simulation?: undefined; readonly refusal: Refusal };

/** Whether a gate of the environment judges by a simulation. */
export const judgesBySimulation = ({ budgets, gates }: CreatedEnvironment): boolean =>
  (budgets?.lines.length ?? 0) > 0 ||
  gates?.gates.coverage !== undefined ||
  gates?.gates.shadow !== undefined;

type Asked = Pick<Judging, 'promotion' | 'policy' | 'version' | 'environment'>;

export const evidenceOf = (asked: Asked, simulation: Simulation | undefined): Evidence => {
  const { simulationId } = asked.promotion;
  if (simulationId === undefined)
    return without(refusal('SIMULATION_MISSING', 'gates of the environment judge by a simulation: name one'));
  if (simulation === undefined || simulation.status === 'absent')
    return without(refusal('SIMULATION_UNKNOWN', `there is no simulation ${simulationId}`));
  if (simulation.status !== 'succeeded')
    return without(
      refusal('SIMULATION_UNFINISHED', `simulation ${simulationId} is ${simulation.status}, not succeeded`),
    );
  const fault = ofOtherContent(asked, simulation) ?? ofOtherBase(asked, simulation);
  return fault === undefined ? { simulation } : without(fault);
};

const without = (found: Refusal): Evidence => ({ refusal: found });

const ofOtherContent = ({ promotion, version }: Asked, simulation: Succeeded): Refusal | undefined => {
  const { contentDigest, irDigest } = simulation.inputs.candidate;
  const isOfVersion =
    simulation.policyId === promotion.policyId &&
    contentDigest === version.contentDigest &&
    irDigest === version.irDigest;
  return isOfVersion
    ? undefined
    : refusal('SIMULATION_OF_OTHER_CONTENT', 'the simulation evaluated another policy text');
};

const ofOtherBase = (
  { promotion, policy, environment }: Asked,
  { environmentId, inputs, engines }: Succeeded,
): Refusal | undefined => {
  if (environmentId !== promotion.environmentId)
    return ofOther(`the simulation was made for the environment ${environmentId}`);
  if (engines !== undefined) return ofOther('the simulation compared engines, not what would be promoted');
  const { stable } = bindingOf(environment, promotion.policyId);
  const present = nameOf(baseOf(policy, stable, promotion.version));
  const compared = nameOf(inputs.base);
  return compared === present
    ? undefined
    : ofOther(`the simulation compared with ${compared}; stable here is ${present}`);
};

const ofOther = (message: string): Refusal => refusal('SIMULATION_OF_OTHER_BASE', message);

const nameOf = (base: FrozenInputs['base']): string =>
  base.kind === 'empty' ? 'the empty policy' : `version ${base.version}`;
