import { reject } from '../rejection-codes.ts';
import type { SimulationCommandOf } from './commands.ts';
import { completionOf } from './completion.ts';
import type { Incident, ShardFailureCode, SimulationFact } from './events.ts';
import { isEvaluating, type Simulation } from './state.ts';
import {
  evaluationOf,
  evolveUnits,
  unitsIn,
  type Evaluation,
  type Unit,
  type UnitFact,
  type Units,
} from './units.ts';

// What the runner reports. Each is a no-op when it is already so: jobs are delivered at least once.

type Facts = readonly SimulationFact[];
type Known = Exclude<Simulation, { status: 'absent' }>;
type Evaluating = Extract<Simulation, { status: 'running' | 'succeeded' }>;

export const recordPlan = ({ data }: SimulationCommandOf<'RecordPlan'>, simulation: Simulation): Facts => {
  const { status, replicas, isUnqueued } = known(data.simulationId, simulation);
  if (status !== 'queued') return [];
  const planned = isUnqueued ? data : { ...data, replicas };
  return [{ type: 'SimulationPlanned', schemaVersion: 1, data: planned }];
};

export const recordShard = ({ data }: SimulationCommandOf<'RecordShard'>, simulation: Simulation): Facts => {
  const { simulationId, index, replica, partialDigest, tuples, runner, timing } = data;
  const evaluating = known(simulationId, simulation);
  if (!isEvaluating(evaluating)) return [];
  const evaluation = awaited(evaluating.units, data);
  if (evaluation === undefined) return [];
  const differing = otherResult(evaluating.units, { index, partialDigest });
  if (differing !== undefined) {
    const here = { replica, partialDigest, runner };
    return nondeterministic(simulationId, index, [differing, here]);
  }
  if (evaluation.state !== 'waiting') return [];
  return afterUnit(evaluating, {
    type: 'ShardEvaluated',
    schemaVersion: 1,
    data: { simulationId, index, replica, partialDigest, tuples, runner, ...(timing && { timing }) },
  });
};

export const recordShardFailure = (
  { data }: SimulationCommandOf<'RecordShardFailure'>,
  simulation: Simulation,
): Facts => {
  const { simulationId, index, replica, code, detail, runner } = data;
  const evaluating = known(simulationId, simulation);
  if (!isEvaluating(evaluating)) return [];
  const evaluation = awaited(evaluating.units, data);
  if (evaluation?.state !== 'waiting') return [];
  return afterUnit(evaluating, {
    type: 'ShardFailed',
    schemaVersion: 1,
    data: { simulationId, index, replica, attempt: evaluation.attempt, code, detail, runner },
  });
};

export const recordReduction = (
  { data }: SimulationCommandOf<'RecordReduction'>,
  simulation: Simulation,
): Facts => {
  const running = known(data.simulationId, simulation);
  if (running.status !== 'running') return [];
  const { units } = running;
  if (unitsIn(units, 'waiting').length + unitsIn(units, 'failed').length > 0) {
    throw reject('SIMULATION_UNFINISHED', 'shards are still out');
  }
  const { simulationId, result } = data;
  const { planDigest } = units;
  return [{ type: 'SimulationReduced', schemaVersion: 1, data: { simulationId, planDigest, result } }];
};

export const recordQuickResult = (
  { data }: SimulationCommandOf<'RecordQuickResult'>,
  simulation: Simulation,
): Facts => {
  const { status, mode } = known(data.simulationId, simulation);
  if (status !== 'queued' || mode !== 'quick') return [];
  return [{ type: 'QuickSimulationEvaluated', schemaVersion: 1, data }];
};

export const recordAttestation = (
  { data }: SimulationCommandOf<'RecordSimulationAttestation'>,
  simulation: Simulation,
): Facts => {
  const attesting = known(data.simulationId, simulation);
  if (attesting.status !== 'attesting') return [];
  if (data.resultDigest !== attesting.result.resultDigest) {
    throw reject('STATEMENT_MISMATCHED', 'the result signed is not the result reported');
  }
  return [{ type: 'SimulationSucceeded', schemaVersion: 1, data }];
};

export const recordFailure = (
  { data }: SimulationCommandOf<'RecordSimulationFailure'>,
  simulation: Simulation,
): Facts => {
  const { incident, ...failed } = data;
  const { simulationId, code } = failed;
  const failing = known(simulationId, simulation);
  const isTwin = failing.status === 'succeeded' && isEvaluating(failing);
  // A twin that cannot be run proves nothing; one that contradicts takes the result with it.
  if (isTwin && code !== 'DETERMINISM_VIOLATION')
    return [{ type: 'TwinEnded', schemaVersion: 1, data: { simulationId, outcome: 'failed' } }];
  if (!isTwin && isOver(failing)) return [];
  const ended: SimulationFact = { type: 'SimulationFailed', schemaVersion: 1, data: failed };
  return incident === undefined ? [ended] : [incidentOf(simulationId, incident), ended];
};

/** Whether nothing is to come of it but a twin run. */
export const isOver = ({ status }: Known): boolean =>
  status === 'succeeded' || status === 'sampled' || status === 'failed' || status === 'cancelled';

const known = (simulationId: string, simulation: Simulation): Known => {
  if (simulation.status === 'absent')
    throw reject('SIMULATION_UNKNOWN', `there is no simulation ${simulationId}`);
  return simulation;
};

/** The evaluation that a report is about; `undefined` for a report of an earlier attempt, which came too late. */
const awaited = (
  units: Units,
  {
    planDigest,
    index,
    replica,
    attempt = 1,
  }: Unit & { readonly planDigest: string; readonly attempt?: number | undefined },
): Evaluation | undefined => {
  const evaluation = evaluationOf(units, { index, replica });
  if (planDigest !== units.planDigest || evaluation === undefined || attempt > evaluation.attempt) {
    throw reject('ATTEMPT_STALE', `shard ${index} of replica ${replica} is not in the plan in force`);
  }
  return attempt < evaluation.attempt ? undefined : evaluation;
};

/** The facts of an evaluation that is over; the last one ends the run. */
const afterUnit = (
  { status, units: before, simulationId }: Evaluating,
  fact: Extract<UnitFact, { type: 'ShardEvaluated' | 'ShardFailed' }>,
): Facts => {
  const units = evolveUnits(before, fact);
  if (unitsIn(units, 'waiting').length > 0) return [fact];
  const failed = unitsIn(units, 'failed');
  const isTwin = status === 'succeeded';
  if (isTwin) {
    const outcome = failed.length === 0 ? 'equal' : 'failed';
    return [fact, { type: 'TwinEnded', schemaVersion: 1, data: { simulationId, outcome } }];
  }
  if (failed.length > 0) return [fact, shardsFailed(simulationId, units, failed)];
  const completed = completionOf(simulationId, units);
  return [fact, { type: 'ShardsCompleted', schemaVersion: 1, data: completed }];
};

/** The code that all failed evaluations share, or that there are several. */
const shardsFailed = (simulationId: string, units: Units, failed: readonly Unit[]): SimulationFact => {
  const codes = new Set(failed.flatMap((unit) => codeOf(evaluationOf(units, unit))));
  const [first] = codes;
  const total = units.shards * units.evaluations.length;
  return {
    type: 'SimulationFailed',
    schemaVersion: 1,
    data: {
      simulationId,
      code: codes.size === 1 && first !== undefined ? first : 'SHARDS_FAILED',
      detail: `${failed.length} of ${total} evaluations failed (${[...codes].sort().join(', ')})`,
    },
  };
};

const codeOf = (evaluation: Evaluation | undefined): readonly ShardFailureCode[] =>
  evaluation?.state === 'failed' ? [evaluation.code] : [];

type Given = { readonly replica: number; readonly partialDigest: string; readonly runner: string };

/** An evaluation of the same shard, of whichever run, that gave something else. */
const otherResult = (
  { evaluations }: Units,
  { index, partialDigest }: { readonly index: number; readonly partialDigest: string },
): Given | undefined =>
  evaluations
    .flatMap((row, replica) => {
      const one = row[index];
      return one?.state === 'done' ? [{ replica, partialDigest: one.partialDigest, runner: one.runner }] : [];
    })
    .find((one) => one.partialDigest !== partialDigest);

const incidentOf = (simulationId: string, incident: Incident): SimulationFact => ({
  type: 'DeterminismIncident',
  schemaVersion: 1,
  data: { simulationId, ...incident },
});

const nondeterministic = (simulationId: string, index: number, evaluations: Given[]): Facts => [
  incidentOf(simulationId, { index, evaluations }),
  {
    type: 'SimulationFailed',
    schemaVersion: 1,
    data: {
      simulationId,
      code: 'DETERMINISM_VIOLATION',
      detail: `shard ${index} gave two different results`,
    },
  },
];
