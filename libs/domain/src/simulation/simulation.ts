import type { Aggregate } from '../aggregate.ts';
import { SimulationCommand } from './commands.ts';
import { decide, type SimulationNeeds } from './decide.ts';
import { SimulationFact } from './events.ts';
import { evolve, initialState, type Simulation } from './state.ts';

/** One batch evaluation of a candidate against a base over a snapshot. */
export const simulation: Aggregate<Simulation, SimulationCommand, SimulationFact, SimulationNeeds> = {
  type: 'simulation',
  Command: SimulationCommand,
  commandTypes: SimulationCommand.options.map((option) => option.shape.type.value),
  Fact: SimulationFact,
  idOf: ({ data }) => data.simulationId,
  needsOf: ({ type, data }, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    policy: type === 'StartSimulation' ? { type: 'policy', id: data.policyId } : undefined,
    snapshot: type === 'StartSimulation' ? { type: 'snapshot', id: data.snapshotId } : undefined,
    environment: type === 'StartSimulation' ? { type: 'environment', id: data.environmentId } : undefined,
  }),
  initialState,
  evolve,
  decide,
};
