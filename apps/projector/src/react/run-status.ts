import { RUN_STATUS_SCHEMA, type RunStatus } from '@policy-registry/contracts';
import {
  isEvaluating,
  progressOf,
  publicFailureCode,
  SimulationFact,
  type Simulation,
} from '@policy-registry/domain';
import type { RecordedEvent } from '@policy-registry/kernel';

/** What is told of a simulation after this event: to the scheduler that asked for the run, and to whoever listens. */
export const runStatusOf = (
  { event }: RecordedEvent,
  simulation: Exclude<Simulation, { status: 'absent' }>,
): RunStatus | undefined => {
  const told = event.facts
    .map((fact) => toStatus(SimulationFact.parse(fact), simulation))
    .findLast((status) => status !== undefined);
  if (told === undefined) return undefined;
  const { runId, simulationId } = simulation;
  return {
    schema: RUN_STATUS_SCHEMA,
    tenantId: event.tenant,
    ...(runId !== undefined && { runId }),
    simulationId,
    ...told,
  };
};

type Status = Pick<RunStatus, 'status' | 'progress' | 'resultDigest' | 'code'>;

const toStatus = (fact: SimulationFact, simulation: Simulation): Status | undefined => {
  switch (fact.type) {
    case 'SimulationRequested':
    case 'PlanRetried':
      return { status: 'queued' };
    case 'SimulationPlanned':
    case 'ShardsRetried':
    case 'ReductionRetried':
    case 'AttestationRetried':
      return { status: 'running' };
    case 'ShardEvaluated':
    case 'ShardFailed': {
      const progress = isEvaluating(simulation) ? progressOf(simulation) : undefined;
      return progress && { status: 'running', progress };
    }
    case 'SimulationSucceeded':
      return { status: 'succeeded', resultDigest: fact.data.resultDigest };
    case 'TwinEnded':
      return simulation.status === 'succeeded'
        ? { status: 'succeeded', resultDigest: simulation.result.resultDigest }
        : undefined;
    case 'QuickSimulationEvaluated':
      return { status: 'succeeded', resultDigest: fact.data.result.resultDigest };
    case 'SimulationCancelled':
      return { status: 'cancelled' };
    case 'SimulationFailed':
      return { status: 'failed', code: publicFailureCode(fact.data.code) };
    default:
      return undefined;
  }
};
