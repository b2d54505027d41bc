import { RUN_STATUS_SCHEMA, type RunStatus } from '@policy-registry/contracts';
import { SimulationFact } from '@policy-registry/domain';
import type { EventLog, RecordedEvent } from '@policy-registry/kernel';

/** What a scheduler is told after this event, when it asked for the run; nothing for other simulations. */
export const runStatusOf = async (
  log: EventLog,
  { event }: RecordedEvent,
): Promise<RunStatus | undefined> => {
  if (event.aggregate.type !== 'simulation') return undefined;
  const told = event.facts
    .map((fact) => toStatus(SimulationFact.parse(fact)))
    .findLast((status) => status !== undefined);
  if (told === undefined) return undefined;

  // Only the first event of a simulation names the run.
  const { events } = await log.load({ tenant: event.tenant, ...event.aggregate });
  const first = SimulationFact.safeParse(events[0]?.event.facts[0]);
  if (!first.success || first.data.type !== 'SimulationRequested') return undefined;
  const { runId, simulationId } = first.data.data;
  if (runId === undefined) return undefined;
  return { schema: RUN_STATUS_SCHEMA, tenantId: event.tenant, runId, simulationId, ...told };
};

const toStatus = (fact: SimulationFact): Pick<RunStatus, 'status' | 'resultDigest' | 'code'> | undefined => {
  switch (fact.type) {
    case 'SimulationRequested':
      return { status: 'queued' };
    case 'SimulationPlanned':
      return { status: 'running' };
    case 'SimulationSucceeded':
      return { status: 'succeeded', resultDigest: fact.data.resultDigest };
    case 'SimulationFailed':
      return { status: 'failed', code: fact.data.code };
    case 'ShardEvaluated':
    case 'ShardsCompleted':
    case 'SimulationReduced':
      return undefined;
  }
};
