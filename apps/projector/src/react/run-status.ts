import { RUN_STATUS_SCHEMA, type RunStatus } from '@policy-registry/contracts';
import { publicFailureCode, SimulationFact, type Simulation } from '@policy-registry/domain';
import type { RecordedEvent } from '@policy-registry/kernel';

/** What is told of a simulation after this event: to the scheduler that asked for the run, and to whoever listens. */
export const runStatusOf = (
  { event }: RecordedEvent,
  simulation: Exclude<Simulation, { status: 'absent' }>,
): RunStatus | undefined => {
  const told = event.facts
    .map((fact) => toStatus(SimulationFact.parse(fact)))
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

const toStatus = (fact: SimulationFact): Pick<RunStatus, 'status' | 'resultDigest' | 'code'> | undefined => {
  switch (fact.type) {
    case 'SimulationRequested':
      return { status: 'queued' };
    case 'SimulationPlanned':
    case 'ShardsRetried':
      return { status: 'running' };
    case 'SimulationSucceeded':
      return { status: 'succeeded', resultDigest: fact.data.resultDigest };
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
