import { reactionIdOf, type RecordedEvent } from '@policy-registry/kernel';

import { EnvironmentFact } from './environment/events.ts';
import type { Job, JobKind, JobOf } from './jobs.ts';
import { PolicyFact } from './policy/events.ts';
import { decisionsMarked } from './policy/marks.ts';
import type { Policy } from './policy/state.ts';
import { REPLICAS, SAMPLE_TUPLES_MAX, SimulationFact, type Priority } from './simulation/events.ts';
import type { Simulation } from './simulation/state.ts';
import { SnapshotFact } from './snapshot/events.ts';
import { WorkspaceFact } from './workspace/events.ts';

type Cause = Pick<Job, 'tenant' | 'correlationId' | 'causedAt' | 'causationId'> & {
  readonly eventId: string;
};

/**
 * The jobs that follow from an accepted event. Ids are derived from the event, so a redelivery asks for the
 * same jobs again; what a job reports is a no-op when it is already so. `priority` is that of the simulation the event is of,
 * which never changes.
 */
export const jobsOf = ({ event }: RecordedEvent, priority?: Priority): readonly Job[] => {
  const { tenant, correlationId, eventId } = event;
  const cause: Cause = { tenant, correlationId, causedAt: event.recordedAt, causationId: eventId, eventId };
  return event.facts.flatMap((fact) => {
    switch (event.aggregate.type) {
      case 'workspace':
        return afterWorkspace(WorkspaceFact.parse(fact), cause);
      case 'snapshot':
        return afterSnapshot(SnapshotFact.parse(fact), cause);
      case 'simulation':
        return afterSimulation(SimulationFact.parse(fact), cause, priority);
      case 'policy':
        return afterPolicy(PolicyFact.parse(fact), cause);
      case 'environment':
        return afterEnvironment(EnvironmentFact.parse(fact), cause);
      case 'tenant':
      case 'queue':
      case 'waiver':
      case 'webhooks':
      case 'delivery':
      case 'bundle':
      case 'consumers':
        return [];
    }
  });
};

/** The job of a simulation that the event admitted; `undefined` when it was planned before, or has ended. */
export const planJobOf = ({ event }: RecordedEvent, simulation: Simulation): Job | undefined => {
  if (simulation.status !== 'queued') return undefined;
  const { tenant, correlationId, eventId, recordedAt: causedAt } = event;
  const { simulationId, policyId, inputs, engines, priority, shardTuples } = simulation;
  return job(
    'plan',
    {
      simulationId,
      policyId,
      inputs,
      priority,
      ...(engines !== undefined && { engines }),
      ...(shardTuples !== undefined && { shardTuples }),
    },
    { tenant, correlationId, causedAt, causationId: eventId, eventId },
    `plan-${simulationId}`,
  );
};

/** The jobs that make tests of the intended decisions of the versions that the event published. */
export const regressionJobsOf = ({ event }: RecordedEvent, policy: Policy): readonly Job[] => {
  if (policy.status === 'absent') return [];
  const { tenant, correlationId, eventId, recordedAt: causedAt } = event;
  const cause: Cause = { tenant, correlationId, causedAt, causationId: eventId, eventId };
  return event.facts.flatMap((stored) => {
    const fact = PolicyFact.parse(stored);
    if (fact.type !== 'VersionPublished') return [];
    const { policyId, version } = fact.data;
    const { submission, marks = [] } = policy.versions[version - 1] ?? {};
    const decisions = [...decisionsMarked(marks, 'intended')];
    if (submission === undefined || decisions.length === 0) return [];
    const { simulationId, resultDigest } = submission;
    return [
      job('regression', { policyId, version, simulation: { simulationId, resultDigest }, decisions }, cause),
    ];
  });
};

const afterWorkspace = (fact: WorkspaceFact, cause: Cause): readonly Job[] => {
  if (fact.type !== 'RevisionSaved') return [];
  const { policyId, revision, contentDigest, files } = fact.data;
  return [job('compile', { policyId, revision, contentDigest, files }, cause)];
};

const afterSnapshot = (fact: SnapshotFact, cause: Cause): readonly Job[] => {
  if (fact.type !== 'SnapshotRequested') return [];
  const { snapshotId, attempt, inputs, documents } = fact.data;
  return [job('import', { snapshotId, attempt, inputs, documents }, cause)];
};

const afterSimulation = (
  fact: SimulationFact,
  cause: Cause,
  priority: Priority | undefined,
): readonly Job[] => {
  const urgency = priority !== undefined && { priority };
  switch (fact.type) {
    case 'SimulationRequested': {
      const { simulationId, policyId, inputs, mode, engines, shardTuples } = fact.data;
      const named = { simulationId, policyId, inputs, ...(engines !== undefined && { engines }) };
      if (mode === 'quick') {
        const { sampleTuples = SAMPLE_TUPLES_MAX } = fact.data;
        return [job('quick', { ...named, sampleTuples }, cause)];
      }
      // A batch is planned when the queue admits it; one from before there was a queue at once.
      if (mode === 'batch') return [];
      return [job('plan', { ...named, ...(shardTuples !== undefined && { shardTuples }) }, cause)];
    }
    case 'SimulationPlanned': {
      const { simulationId, planDigest, shards, replicas } = fact.data;
      // Where a number of runs is recorded, shards go out by the credit of the tenant: `nextShards`.
      if (replicas !== undefined) return [];
      return Array.from({ length: shards * REPLICAS }, (_, at) => {
        const shard = { simulationId, planDigest, index: Math.floor(at / REPLICAS), replica: at % REPLICAS };
        return job('shard', shard, cause, `shard-${shard.index}-${shard.replica}`);
      });
    }
    case 'ShardsCompleted':
      return [job('reduce', { ...fact.data, ...urgency }, cause)];
    case 'ReductionRetried': {
      const { retriedBy: _who, endsBy: _until, ...completion } = fact.data;
      return [job('reduce', { ...completion, ...urgency }, cause)];
    }
    case 'SimulationReduced':
      return [job('attest-simulation', { ...fact.data, ...urgency }, cause)];
    case 'AttestationRetried': {
      const { retriedBy: _who, endsBy: _until, ...reduction } = fact.data;
      return [job('attest-simulation', { ...reduction, ...urgency }, cause)];
    }
    default:
      return [];
  }
};

const afterPolicy = (fact: PolicyFact, cause: Cause): readonly Job[] => {
  if (fact.type !== 'PublicationRequested') return [];
  const { endsBy: _until, ...publication } = fact.data;
  return [job('attest-publication', publication, cause)];
};

const afterEnvironment = (fact: EnvironmentFact, cause: Cause): readonly Job[] => {
  if (fact.type !== 'PromotionRequested') return [];
  const { endsBy: _until, ...promotion } = fact.data;
  return [job('attest-promotion', promotion, cause)];
};

const job = <Kind extends JobKind>(
  kind: Kind,
  data: JobOf<Kind>['data'],
  cause: Cause,
  step: string = kind,
): Job => {
  const { eventId, ...caused } = cause;
  // `kind` and `data` belong together by the signature, which the union cannot express.
  return { jobId: reactionIdOf(eventId, step), ...caused, kind, data } as Job;
};
