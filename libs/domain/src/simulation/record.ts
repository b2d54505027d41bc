import { reject } from '../rejection-codes.ts';
import type { SimulationCommandOf } from './commands.ts';
import type { SimulationFact } from './events.ts';
import { withPartial, type Simulation } from './state.ts';
import { timesOfAll, withTiming } from './timings.ts';

// What the runner reports. Each is a no-op when it is already so: jobs are delivered at least once.

type Facts = readonly SimulationFact[];

export const recordPlan = ({ data }: SimulationCommandOf<'RecordPlan'>, simulation: Simulation): Facts => {
  if (simulation.status === 'queued') return [{ type: 'SimulationPlanned', schemaVersion: 1, data }];
  if (simulation.status === 'absent') throw unknown(data.simulationId);
  return [];
};

export const recordShard = ({ data }: SimulationCommandOf<'RecordShard'>, simulation: Simulation): Facts => {
  if (simulation.status === 'absent') throw unknown(data.simulationId);
  if (simulation.status !== 'running') return [];
  const { simulationId, planDigest, index, replica, partialDigest, tuples, runner, timing } = data;
  if (
    planDigest !== simulation.planDigest ||
    index >= simulation.shards ||
    replica >= simulation.partials.length
  ) {
    throw reject('ATTEMPT_STALE', `shard ${index} of replica ${replica} is not in the plan in force`);
  }

  const known = simulation.partials[replica]?.[index];
  if (known === partialDigest) return [];
  const others = simulation.partials
    .map((digests) => digests[index])
    .filter((digest) => digest !== undefined);
  if (others.some((digest) => digest !== partialDigest)) return [nondeterministic(simulationId, index)];

  const evaluated: SimulationFact = {
    type: 'ShardEvaluated',
    schemaVersion: 1,
    data: { simulationId, index, replica, partialDigest, tuples, runner, ...(timing && { timing }) },
  };
  return [evaluated, ...completedBy(data, simulation)];
};

/** What follows when this evaluation was the last one out. */
const completedBy = (
  data: SimulationCommandOf<'RecordShard'>['data'],
  { partials: before, timings, shards }: Extract<Simulation, { status: 'running' }>,
): Facts => {
  const partials = withPartial(before, data);
  if (!partials.every((digests) => isComplete(digests, shards))) return [];
  const { simulationId, planDigest } = data;
  const partialDigests = (partials[0] ?? []).filter((digest) => digest !== undefined);
  const times = timesOfAll(withTiming(timings, data), shards);
  const completed = { simulationId, planDigest, partialDigests, ...(times && { timings: times }) };
  return [{ type: 'ShardsCompleted', schemaVersion: 1, data: completed }];
};

export const recordReduction = (
  { data }: SimulationCommandOf<'RecordReduction'>,
  simulation: Simulation,
): Facts => {
  if (simulation.status === 'absent') throw unknown(data.simulationId);
  if (simulation.status !== 'running') return [];
  if (!simulation.partials.every((digests) => isComplete(digests, simulation.shards))) {
    throw reject('SIMULATION_UNFINISHED', 'shards are still out');
  }
  const { simulationId, result } = data;
  const { planDigest } = simulation;
  return [{ type: 'SimulationReduced', schemaVersion: 1, data: { simulationId, planDigest, result } }];
};

export const recordAttestation = (
  { data }: SimulationCommandOf<'RecordSimulationAttestation'>,
  simulation: Simulation,
): Facts => {
  if (simulation.status === 'absent') throw unknown(data.simulationId);
  if (simulation.status !== 'attesting') return [];
  if (data.resultDigest !== simulation.result.resultDigest) {
    throw reject('STATEMENT_MISMATCHED', 'the result signed is not the result reported');
  }
  return [{ type: 'SimulationSucceeded', schemaVersion: 1, data }];
};

export const recordFailure = (
  { data }: SimulationCommandOf<'RecordSimulationFailure'>,
  simulation: Simulation,
): Facts => {
  if (simulation.status === 'absent') throw unknown(data.simulationId);
  if (simulation.status === 'failed' || simulation.status === 'succeeded') return [];
  return [{ type: 'SimulationFailed', schemaVersion: 1, data }];
};

const isComplete = (digests: readonly (string | undefined)[], shards: number): boolean =>
  digests.filter((digest) => digest !== undefined).length === shards;

const unknown = (simulationId: string) =>
  reject('SIMULATION_UNKNOWN', `there is no simulation ${simulationId}`);

const nondeterministic = (simulationId: string, index: number): SimulationFact => ({
  type: 'SimulationFailed',
  schemaVersion: 1,
  data: { simulationId, code: 'DETERMINISM_VIOLATION', detail: `shard ${index} gave two different results` },
});
