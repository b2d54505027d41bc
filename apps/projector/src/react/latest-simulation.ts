import type { Simulation } from '@policy-registry/domain';

import type { Loaded, StateCache } from '../decide/state-cache.ts';

/** The simulation that was loaded: the cache folds each aggregate by its own `evolve`. */
export const simulationIn = ({ state }: Loaded): Simulation => state as Simulation;

/** A simulation with everything that was stored of it before the call. */
export const latestSimulation = async (states: StateCache, tenant: string, id: string): Promise<Simulation> =>
  simulationIn(await states.loadLatest({ tenant, type: 'simulation', id }));
