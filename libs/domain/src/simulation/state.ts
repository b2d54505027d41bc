import { parseTimestamp } from '@policy-registry/kernel';

import {
  REPLICAS,
  type Engines,
  type Priority,
  type SimulationFact,
  type SimulationFailureCode,
  type SimulationMode,
  type SimulationResultRefs,
} from './events.ts';
import type { FrozenInputs } from './frozen-inputs.ts';
import { evolveUnits, planUnits, type Units } from './units.ts';

/** What was asked for; it stays as it is to the end. */
export type Requested = {
  readonly simulationId: string;
  readonly policyId: string;
  readonly environmentId: string;
  readonly mode: SimulationMode;
  readonly inputs: FrozenInputs;
  readonly engines: Engines | undefined;
  readonly priority: Priority;
  /** Evaluations of each shard. */
  readonly replicas: number;
  readonly shardTuples: number | undefined;
  readonly sampleTuples: number | undefined;
  readonly runId: string | undefined;
  /** Of the request that started it; unknown where that was before requests were told apart. */
  readonly requestDigest: string | undefined;
  /** Who chose the inputs: who asked, and for whom. */
  /** Everybody who asked for it, for a twin of it or for another try. */
  readonly requesters: readonly string[];
  readonly requestedAtMs: number;
  /** When it fails unless it is over: set anew whenever some of it runs once more. */
  readonly endsBy: string | undefined;
  /** Recorded before there was a queue: it never stands in one. */
  readonly isUnqueued: boolean;
};

/** The second evaluation of every shard: not asked for, still out, or the same as the first. */
export type Twin = 'none' | 'running' | 'equal';

export type Planned = { readonly units: Units; readonly twin: Twin };

export type Simulation =
  | { readonly status: 'absent' }
  | (Requested & { readonly status: 'queued' })
  | (Requested & Planned & { readonly status: 'running' })
  | (Requested & Planned & { readonly status: 'attesting'; readonly result: SimulationResultRefs })
  | (Requested & Planned & { readonly status: 'succeeded'; readonly result: SimulationResultRefs })
  /** A quick simulation that is over. */
  | (Requested & { readonly status: 'sampled' })
  | (Requested & { readonly status: 'cancelled' })
  /** `planned` and `result` when it had come so far: then what failed can be tried again. */
  | (Requested & {
      readonly status: 'failed';
      readonly code: SimulationFailureCode;
      readonly planned: Planned | undefined;
      readonly result: SimulationResultRefs | undefined;
    });

export const initialState: Simulation = { status: 'absent' };

export const evolve = (simulation: Simulation, fact: SimulationFact): Simulation => {
  if (fact.type === 'SimulationRequested') return requested(fact.data);
  if (simulation.status === 'absent') return simulation;
  const asked = requestedOf(simulation);
  switch (fact.type) {
    case 'SimulationPlanned': {
      const { replicas = REPLICAS } = fact.data;
      const twin = replicas > 1 ? 'running' : 'none';
      return { ...asked, status: 'running', units: planUnits(fact.data), twin };
    }
    case 'ShardEvaluated':
    case 'ShardFailed':
      return isEvaluating(simulation)
        ? { ...simulation, units: evolveUnits(simulation.units, fact) }
        : simulation;
    case 'SimulationReduced': {
      const planned = plannedOf(simulation);
      if (planned === undefined) return simulation;
      return { ...asked, ...planned, status: 'attesting', result: fact.data.result };
    }
    case 'QuickSimulationEvaluated':
      return { ...asked, status: 'sampled' };
    case 'SimulationCancelled':
      return { ...asked, status: 'cancelled' };
    case 'SimulationFailed':
      return {
        ...asked,
        status: 'failed',
        code: fact.data.code,
        planned: plannedOf(simulation),
        result: 'result' in simulation ? simulation.result : undefined,
      };
    case 'SimulationSucceeded':
      return simulation.status === 'attesting' ? { ...simulation, status: 'succeeded' } : simulation;
    default:
      return evolveRun(simulation, fact);
  }
};

type RunFact = Extract<
  SimulationFact,
  {
    type:
      | 'PlanRetried'
      | 'ShardsRetried'
      | 'ReductionRetried'
      | 'AttestationRetried'
      | 'ShardsCompleted'
      | 'TwinRequested'
      | 'TwinEnded'
      | 'DeterminismIncident';
  }
>;

/** Whoever asked for it, with who asked for this: to run it once more is to have had a hand in it. */
const askedAlso = (requesters: readonly string[], { data }: RunFact): readonly string[] => {
  const by = 'retriedBy' in data ? data.retriedBy : 'requestedBy' in data ? data.requestedBy : undefined;
  return by === undefined || requesters.includes(by) ? requesters : [...requesters, by];
};

/** One more run of shards, and how the two runs compare. */
const evolveRun = (before: Exclude<Simulation, { status: 'absent' }>, fact: RunFact): Simulation => {
  const simulation = { ...before, requesters: askedAlso(before.requesters, fact) };
  switch (fact.type) {
    case 'PlanRetried':
      return { ...requestedOf(simulation), endsBy: fact.data.endsBy, status: 'queued' };
    case 'ShardsRetried': {
      if (simulation.status !== 'failed' || simulation.planned === undefined) return simulation;
      const { units, twin } = simulation.planned;
      const asked = { ...requestedOf(simulation), endsBy: fact.data.endsBy };
      return { ...asked, status: 'running', units: evolveUnits(units, fact), twin };
    }
    case 'ReductionRetried':
    case 'AttestationRetried':
      return resumed(simulation, fact);
    case 'ShardsCompleted':
      return simulation.status === 'running' && simulation.twin === 'running'
        ? { ...simulation, twin: 'equal' }
        : simulation;
    case 'TwinRequested':
      if (simulation.status !== 'succeeded') return simulation;
      return {
        ...simulation,
        endsBy: fact.data.endsBy,
        twin: 'running',
        units: evolveUnits(simulation.units, fact),
      };
    case 'TwinEnded':
      if (simulation.status !== 'succeeded') return simulation;
      return { ...simulation, twin: fact.data.outcome === 'equal' ? 'equal' : 'none' };
    case 'DeterminismIncident':
      return simulation;
  }
};

/** A failed simulation with all evaluations, in the step that is tried again. */
const resumed = (
  simulation: Exclude<Simulation, { status: 'absent' }>,
  fact: Extract<RunFact, { type: 'ReductionRetried' | 'AttestationRetried' }>,
): Simulation => {
  if (simulation.status !== 'failed' || simulation.planned === undefined) return simulation;
  const { planned } = simulation;
  const asked = { ...requestedOf(simulation), endsBy: fact.data.endsBy };
  return fact.type === 'ReductionRetried'
    ? { ...asked, ...planned, status: 'running' }
    : { ...asked, ...planned, status: 'attesting', result: fact.data.result };
};

/** Whether evaluations of shards are wanted: of a first run, of a retry or of a twin. */
export const isEvaluating = (
  simulation: Simulation,
): simulation is Extract<Simulation, { status: 'running' | 'succeeded' }> =>
  simulation.status === 'running' || (simulation.status === 'succeeded' && simulation.twin === 'running');

/** How many of the evaluations that are wanted are done and failed. */
export const progressOf = (simulation: Simulation): Progress | undefined => {
  const planned = simulation.status === 'absent' ? undefined : plannedOf(simulation);
  if (planned === undefined) return undefined;
  const all = planned.units.evaluations.flat();
  const inState = (state: string) => all.filter((one) => one.state === state).length;
  return { done: inState('done'), failed: inState('failed'), total: all.length };
};

export type Progress = { readonly done: number; readonly failed: number; readonly total: number };

/** Whether it needs a place among those of its tenant that run: it is not over, or runs once more. */
export const needsPlace = (simulation: Simulation): boolean =>
  simulation.status !== 'absent' &&
  simulation.mode === 'batch' &&
  (simulation.status === 'queued' || simulation.status === 'attesting' || isEvaluating(simulation));

const requested = (data: Extract<SimulationFact, { type: 'SimulationRequested' }>['data']): Simulation => ({
  status: 'queued',
  simulationId: data.simulationId,
  policyId: data.policyId,
  environmentId: data.environmentId,
  mode: data.mode ?? 'batch',
  inputs: data.inputs,
  engines: data.engines,
  priority: data.priority ?? 'normal',
  replicas: data.replicas ?? REPLICAS,
  shardTuples: data.shardTuples,
  sampleTuples: data.sampleTuples,
  runId: data.runId,
  requestDigest: data.requestDigest,
  requesters: data.onBehalfOf === undefined ? [data.requestedBy] : [data.requestedBy, data.onBehalfOf],
  requestedAtMs: parseTimestamp(data.requestedAt) ?? 0,
  endsBy: data.endsBy,
  isUnqueued: data.mode === undefined,
});

const requestedOf = (simulation: Exclude<Simulation, { status: 'absent' }>): Requested => ({
  simulationId: simulation.simulationId,
  policyId: simulation.policyId,
  environmentId: simulation.environmentId,
  mode: simulation.mode,
  inputs: simulation.inputs,
  engines: simulation.engines,
  priority: simulation.priority,
  replicas: simulation.replicas,
  shardTuples: simulation.shardTuples,
  sampleTuples: simulation.sampleTuples,
  runId: simulation.runId,
  requestDigest: simulation.requestDigest,
  requesters: simulation.requesters,
  requestedAtMs: simulation.requestedAtMs,
  endsBy: simulation.endsBy,
  isUnqueued: simulation.isUnqueued,
});

const plannedOf = (simulation: Simulation): Planned | undefined => {
  if (simulation.status === 'failed') return simulation.planned;
  if (!('units' in simulation)) return undefined;
  return { units: simulation.units, twin: simulation.twin };
};
