import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import type { Environment } from '../environment/state.ts';
import { requireScope, requireSystem, requireTenant } from '../guards.ts';
import type { Policy } from '../policy/state.ts';
import type { Queue } from '../queue/state.ts';
import { reject } from '../rejection-codes.ts';
import type { Snapshot } from '../snapshot/state.ts';
import type { Tenant } from '../tenant/state.ts';
import type { Waivers } from '../waiver/state.ts';
import type { Workspace } from '../workspace/state.ts';
import type { SimulationCommand, SimulationCommandOf } from './commands.ts';
import { endsByOf, timeOut } from './deadline.ts';
import type { SimulationFact } from './events.ts';
import {
  isOver,
  recordAttestation,
  recordFailure,
  recordPlan,
  recordQuickResult,
  recordReduction,
  recordShard,
  recordShardFailure,
} from './record.ts';
import { retry } from './retry.ts';
import { requirePlace, start } from './start.ts';
import { isEvaluating, type Simulation } from './state.ts';

export type SimulationNeeds = {
  readonly tenant: Tenant;
  readonly policy: Policy | undefined;
  /** Of the candidate, where that is a revision. */
  readonly workspace: Workspace | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly environment: Environment | undefined;
  /** Of the policy, where a simulation starts. */
  readonly waivers?: Waivers | undefined;
  /** Of a batch that starts, or runs once more. */
  readonly queue: Queue | undefined;
};
export type SimulationContext = DecisionContext<SimulationNeeds>;

export const decide = (
  command: SimulationCommand,
  simulation: Simulation,
  context: SimulationContext,
): readonly SimulationFact[] => {
  switch (command.type) {
    case 'StartSimulation':
      return start(command, simulation, context);
    case 'CancelSimulation':
      return cancel(command, asked(command, simulation, context), context);
    case 'RetrySimulation':
      return retry(command, asked(command, simulation, context), context);
    case 'RequestTwin':
      return requestTwin(command, asked(command, simulation, context), context);
    default:
      requireSystem(context);
      return record(command, simulation, context);
  }
};

type Wish = SimulationCommandOf<'CancelSimulation' | 'RetrySimulation' | 'RequestTwin'>;
type Known = Exclude<Simulation, { status: 'absent' }>;
type Record = Exclude<SimulationCommand, Wish | SimulationCommandOf<'StartSimulation'>>;

const record = (
  command: Record,
  simulation: Simulation,
  { now }: SimulationContext,
): readonly SimulationFact[] => {
  switch (command.type) {
    case 'RecordPlan':
      return recordPlan(command, simulation);
    case 'RecordShard':
      return recordShard(command, simulation);
    case 'RecordShardFailure':
      return recordShardFailure(command, simulation);
    case 'RecordQuickResult':
      return recordQuickResult(command, simulation);
    case 'RecordReduction':
      return recordReduction(command, simulation);
    case 'RecordSimulationAttestation':
      return recordAttestation(command, simulation);
    case 'RecordSimulationFailure':
      return recordFailure(command, simulation);
    case 'TimeOutSimulation':
      return timeOut(command, simulation, now);
  }
};

/** The simulation that somebody with the right to simulate asks about. */
const asked = ({ data }: Wish, simulation: Simulation, context: SimulationContext): Known => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:simulate', 'policy:run');
  if (simulation.status === 'absent')
    throw reject('SIMULATION_UNKNOWN', `there is no simulation ${data.simulationId}`);
  return simulation;
};

/** Ends it; evaluations that are still out answer into nothing. A twin run ends alone: its result stands. */
const cancel = (
  { data: { simulationId } }: SimulationCommandOf<'CancelSimulation'>,
  simulation: Known,
  { principal, now }: SimulationContext,
): readonly SimulationFact[] => {
  if (simulation.status === 'cancelled') return [];
  if (simulation.status === 'succeeded' && isEvaluating(simulation)) {
    return [{ type: 'TwinEnded', schemaVersion: 1, data: { simulationId, outcome: 'cancelled' } }];
  }
  if (isOver(simulation)) throw reject('SIMULATION_ENDED', `the simulation is ${simulation.status} already`);
  const cancelledAt = toTimestamp(now);
  return [
    {
      type: 'SimulationCancelled',
      schemaVersion: 1,
      data: { simulationId, cancelledBy: principal.id, cancelledAt },
    },
  ];
};

/** Has every shard of a simulation evaluated a second time, where that was not asked for at its start. */
const requestTwin = (
  { data: { simulationId } }: SimulationCommandOf<'RequestTwin'>,
  simulation: Known,
  context: SimulationContext,
): readonly SimulationFact[] => {
  if (simulation.mode === 'quick')
    throw reject('SIMULATION_IS_QUICK', 'a quick simulation evaluates a sample, once');
  if (simulation.status !== 'succeeded')
    throw reject('SIMULATION_UNFINISHED', `the simulation is ${simulation.status}, not succeeded`);
  if (simulation.twin !== 'none') return [];
  requirePlace(context);
  return [
    {
      type: 'TwinRequested',
      schemaVersion: 1,
      data: {
        simulationId,
        attempt: simulation.units.attempt + 1,
        requestedBy: context.principal.id,
        endsBy: endsByOf(context),
      },
    },
  ];
};
