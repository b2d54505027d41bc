import { publicFailureCode, REPLICAS, SimulationFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type SimulationRow = {
  readonly simulation_id: string;
  readonly policy_id: string;
  readonly environment_id: string;
  readonly snapshot_id: string;
  readonly state: string;
  readonly mode: string;
  readonly priority: string;
  /** Evaluations of each shard that are wanted, and how a twin run is. */
  readonly replicas: number;
  readonly twin: string;
  /** Builds that were asked for by side. */
  readonly engines: Json;
  readonly inputs: Json;
  readonly engine: string | null;
  readonly plan_digest: string | null;
  readonly shards: number;
  /** Shard evaluations done, of `evaluations_total` over all replicas. */
  readonly evaluations: number;
  readonly evaluations_total: number;
  /** Shard evaluations that failed and were not tried again. */
  readonly evaluations_failed: number;
  readonly tuples: number;
  /** Shard evaluations by runner. */
  readonly runners: { readonly [runner: string]: number };
  readonly result: Json;
  readonly attestation: Json;
  readonly failure: Json;
  readonly run_id: string | null;
  readonly requested_at: string;
  readonly requested_by: string;
  readonly updated_at: string;
};

/** The simulations of a tenant and how far each has come. */
export const simulationCatalog: ReadModel<SimulationRow> = {
  table: 'simulation_catalog',
  columns: {
    simulation_id: 'text',
    policy_id: 'text',
    environment_id: 'text',
    snapshot_id: 'text',
    state: 'text',
    mode: 'text',
    priority: 'text',
    replicas: 'bigint',
    twin: 'text',
    engines: 'jsonb',
    inputs: 'jsonb',
    engine: 'text',
    plan_digest: 'text',
    shards: 'bigint',
    evaluations: 'bigint',
    evaluations_total: 'bigint',
    evaluations_failed: 'bigint',
    tuples: 'bigint',
    runners: 'jsonb',
    result: 'jsonb',
    attestation: 'jsonb',
    failure: 'jsonb',
    run_id: 'text',
    requested_at: 'text',
    requested_by: 'text',
    updated_at: 'text',
  },
  key: ['simulation_id'],
  reads: ({ event }) => (event.aggregate.type === 'simulation' ? [[event.aggregate.id]] : []),
  fold: (rows, recorded) => {
    const facts = factsOf(recorded, 'simulation', SimulationFact);
    if (facts.length === 0) return [];
    const { aggregate, recordedAt } = recorded.event;
    const row = facts.reduce<SimulationRow | undefined>(
      (folded, fact) => foldFact(folded, fact, recordedAt),
      rows([aggregate.id]),
    );
    return row === undefined ? [] : [{ put: row }];
  },
};

const foldFact = (
  row: SimulationRow | undefined,
  fact: SimulationFact,
  at: string,
): SimulationRow | undefined => {
  if (fact.type === 'SimulationRequested') return requested(fact.data);
  if (row === undefined) return undefined;
  const changed = { ...row, updated_at: at };
  switch (fact.type) {
    case 'SimulationPlanned': {
      const { engine, planDigest, shards, tuples, replicas = REPLICAS } = fact.data;
      return {
        ...changed,
        state: 'running',
        engine,
        plan_digest: planDigest,
        shards,
        tuples,
        evaluations_total: shards * replicas,
      };
    }
    case 'ShardEvaluated': {
      const { runner } = fact.data;
      const runners = { ...row.runners, [runner]: (row.runners[runner] ?? 0) + 1 };
      return { ...changed, evaluations: row.evaluations + 1, runners };
    }
    case 'ShardFailed':
      return { ...changed, evaluations_failed: row.evaluations_failed + 1 };
    case 'ShardsRetried':
      return { ...changed, state: 'running', evaluations_failed: 0, failure: null };
    case 'ShardsCompleted':
      return { ...changed, state: 'reducing', twin: row.replicas > 1 ? 'equal' : row.twin };
    case 'SimulationReduced':
      return { ...changed, state: 'attesting', result: fact.data.result };
    case 'SimulationSucceeded': {
      const { attestationId, keyId, isWorm } = fact.data;
      return { ...changed, state: 'succeeded', attestation: { attestationId, keyId, isWorm } };
    }
    default:
      return foldLater(changed, fact);
  }
};

type EarlierFact =
  | 'SimulationRequested'
  | 'SimulationPlanned'
  | 'ShardEvaluated'
  | 'ShardFailed'
  | 'ShardsRetried'
  | 'ShardsCompleted'
  | 'SimulationReduced'
  | 'SimulationSucceeded';

/** What ends a simulation otherwise, and what comes after its end. */
const foldLater = (
  row: SimulationRow,
  fact: Exclude<SimulationFact, { type: EarlierFact }>,
): SimulationRow => {
  switch (fact.type) {
    case 'QuickSimulationEvaluated': {
      const { result, engines } = fact.data;
      return { ...row, state: 'succeeded', result, engine: engines.candidate ?? null, tuples: result.tuples };
    }
    case 'TwinRequested':
      return {
        ...row,
        twin: 'running',
        replicas: REPLICAS,
        evaluations_total: row.shards * REPLICAS,
        evaluations_failed: 0,
      };
    case 'TwinEnded':
      return { ...row, twin: fact.data.outcome };
    case 'DeterminismIncident':
      return { ...row, twin: 'different' };
    case 'PlanRetried':
      return { ...row, state: 'queued', failure: null };
    case 'ReductionRetried':
      return { ...row, state: 'reducing', failure: null };
    case 'AttestationRetried':
      return { ...row, state: 'attesting', failure: null };
    case 'SimulationCancelled':
      return { ...row, state: 'cancelled' };
    case 'SimulationFailed': {
      const { code, detail } = fact.data;
      return { ...row, state: 'failed', failure: { code, problem: publicFailureCode(code), detail } };
    }
  }
};

const requested = (
  data: Extract<SimulationFact, { type: 'SimulationRequested' }>['data'],
): SimulationRow => ({
  simulation_id: data.simulationId,
  policy_id: data.policyId,
  environment_id: data.environmentId,
  snapshot_id: data.snapshotId,
  state: 'queued',
  mode: data.mode ?? 'batch',
  priority: data.priority ?? 'normal',
  replicas: data.replicas ?? REPLICAS,
  twin: (data.replicas ?? REPLICAS) > 1 ? 'running' : 'none',
  engines: data.engines ?? null,
  inputs: data.inputs,
  engine: null,
  plan_digest: null,
  shards: 0,
  evaluations: 0,
  evaluations_total: 0,
  evaluations_failed: 0,
  tuples: 0,
  runners: {},
  result: null,
  attestation: null,
  failure: null,
  run_id: data.runId ?? null,
  requested_at: data.requestedAt,
  requested_by: data.requestedBy,
  updated_at: data.requestedAt,
});

const SHAPE = `simulation_id as "simulationId", policy_id as "policyId", environment_id as "environmentId",
  snapshot_id as "snapshotId", state, mode, priority, replicas, twin, engines, inputs, engine, plan_digest as "planDigest", shards,
  evaluations, evaluations_total as "evaluationsTotal", evaluations_failed as "evaluationsFailed", tuples, runners, result, attestation, failure, run_id as "runId",
  requested_at as "requestedAt", requested_by as "requestedBy", updated_at as "updatedAt"`;

export const simulationById = (simulationId: string): Query => ({
  text: `select ${SHAPE} from simulation_catalog where simulation_id = $1`,
  values: [simulationId],
});

/** In bytewise order of the ids. */
export const simulationPage = ({ size, after }: Page): Query => ({
  text: `select ${SHAPE} from simulation_catalog where simulation_id > $1 order by simulation_id limit $2`,
  values: [after?.[0] ?? '', size],
});
