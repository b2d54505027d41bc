import { toTimestamp, type EpochMs } from '@policy-registry/kernel';

import { isDue } from '../guards.ts';
import { simulationLimitsOf } from '../tenant/state.ts';
import type { SimulationCommandOf } from './commands.ts';
import type { SimulationContext } from './decide.ts';
import type { SimulationFact } from './events.ts';
import { recordFailure } from './record.ts';
import type { Simulation } from './state.ts';

/** When what starts now has to be over: the wait in the queue counts. */
export const endsByOf = ({ needs: { tenant }, now }: SimulationContext): string =>
  toTimestamp(now + simulationLimitsOf(tenant).durationMaxMs);

/** Fails what is not over by its deadline, or the twin run of it. A no-op when it came too early, or for an earlier run. */
export const timeOut = (
  { data: { simulationId, endsBy } }: SimulationCommandOf<'TimeOutSimulation'>,
  simulation: Simulation,
  now: EpochMs,
): readonly SimulationFact[] => {
  const isStale = simulation.status !== 'absent' && simulation.endsBy !== endsBy;
  if (isStale || !isDue(endsBy, now)) return [];
  const data = { simulationId, code: 'TIMED_OUT', detail: `it was not over by ${endsBy}` } as const;
  return recordFailure({ type: 'RecordSimulationFailure', data }, simulation);
};
