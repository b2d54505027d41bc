import { reject } from '../rejection-codes.ts';
import type { SimulationCommandOf } from './commands.ts';
import { completionOf } from './completion.ts';
import type { SimulationContext } from './decide.ts';
import { endsByOf } from './deadline.ts';
import type { SimulationFact, SimulationFailureCode } from './events.ts';
import { requirePlace } from './start.ts';
import type { Simulation } from './state.ts';
import { unitsIn } from './units.ts';

type Known = Exclude<Simulation, { status: 'absent' }>;

/**
 * Tries once more what a simulation failed for, and nothing else: its plan, where it came to none; the evaluations that
 * are missing; where none is, the reduction; where that was done, its signature. One that contradicted itself is not
 * retried, nor a quick one, nor one whose inputs, which never change, make no plan.
 */
export const retry = (
  _command: SimulationCommandOf<'RetrySimulation'>,
  simulation: Known,
  context: SimulationContext,
): readonly SimulationFact[] => {
  if (simulation.status === 'running' || simulation.status === 'attesting') return [];
  const missing = missingOf(simulation, { retriedBy: context.principal.id, endsBy: endsByOf(context) });
  if (missing === undefined)
    throw reject(
      'SIMULATION_NOT_RETRYABLE',
      `the simulation is ${simulation.status}: nothing can be retried`,
    );
  requirePlace(context);
  return [missing];
};

/** What the same inputs come to again, and what can never be trusted again. */
const FINAL: ReadonlySet<SimulationFailureCode> = new Set([
  'DETERMINISM_VIOLATION',
  'INPUT_EMPTY',
  'SHARDS_TOO_MANY',
]);

type Retried = { readonly retriedBy: string; readonly endsBy: string };

const missingOf = (simulation: Known, retried: Retried): SimulationFact | undefined => {
  if (simulation.status !== 'failed' || FINAL.has(simulation.code)) return undefined;
  const { simulationId, planned, result, mode, isUnqueued } = simulation;
  if (planned === undefined) {
    if (mode === 'quick' || isUnqueued) return undefined;
    return { type: 'PlanRetried', schemaVersion: 1, data: { simulationId, ...retried } };
  }
  const { units } = planned;
  const shards = [...unitsIn(units, 'failed'), ...unitsIn(units, 'waiting')];
  if (shards.length > 0) {
    const data = { simulationId, attempt: units.attempt + 1, shards, ...retried };
    return { type: 'ShardsRetried', schemaVersion: 1, data };
  }
  if (result === undefined) {
    const data = { ...completionOf(simulationId, units), ...retried };
    return { type: 'ReductionRetried', schemaVersion: 1, data };
  }
  const data = { simulationId, planDigest: units.planDigest, result, ...retried };
  return { type: 'AttestationRetried', schemaVersion: 1, data };
};
