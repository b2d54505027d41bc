import type { Aggregate } from '../aggregate.ts';
import { SIMULATIONS } from '../queue/events.ts';
import { SimulationCommand } from './commands.ts';
import { decide, type SimulationNeeds } from './decide.ts';
import { SimulationFact } from './events.ts';
import { evolve, initialState, type Simulation } from './state.ts';

/** One evaluation of a candidate against a base over a snapshot: of all of it, or of a sample. */
export const simulation: Aggregate<Simulation, SimulationCommand, SimulationFact, SimulationNeeds> = {
  type: 'simulation',
  Command: SimulationCommand,
  commandTypes: SimulationCommand.options.map((option) => option.shape.type.value),
  Fact: SimulationFact,
  idOf: ({ data }) => data.simulationId,
  needsOf: (command, tenant) => ({ tenant: { type: 'tenant', id: tenant }, ...inputsOf(command) }),
  initialState,
  evolve,
  decide,
};

type Inputs = Omit<ReturnType<typeof simulation.needsOf>, 'tenant'>;

const NOTHING: Inputs = {
  policy: undefined,
  workspace: undefined,
  snapshot: undefined,
  environment: undefined,
  waivers: undefined,
  queue: undefined,
};
const QUEUE = { type: 'queue', id: SIMULATIONS } as const;

/** What a start resolves its names by, and where a batch waits. */
const inputsOf = ({ type, data }: SimulationCommand): Inputs => {
  if (type === 'RetrySimulation' || type === 'RequestTwin') return { ...NOTHING, queue: QUEUE };
  if (type !== 'StartSimulation') return NOTHING;
  return {
    policy: { type: 'policy', id: data.policyId },
    workspace: data.revision === undefined ? undefined : { type: 'workspace', id: data.policyId },
    snapshot: { type: 'snapshot', id: data.snapshotId },
    environment: { type: 'environment', id: data.environmentId },
    waivers: { type: 'waiver', id: data.policyId },
    queue: data.mode === 'quick' ? undefined : QUEUE,
  };
};
