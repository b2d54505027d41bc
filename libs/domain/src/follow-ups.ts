import { reactionIdOf, type RecordedEvent } from '@policy-registry/kernel';

import type { DeliveryRequest } from './delivery/jobs.ts';
import { PolicyFact } from './policy/events.ts';
import { QueueFact } from './queue/events.ts';
import { SimulationFact } from './simulation/events.ts';

/** What an event asks of another aggregate. Its id is derived from the event, and decided again it changes nothing. */
export type FollowUp = {
  readonly commandId: string;
  readonly type: OfSimulation | 'BeginWorkspace' | 'RecordBundleFailure' | 'RecordDelivery' | 'RollOff';
  readonly data: Readonly<Record<string, unknown>>;
};

/**
 * The commands that follow from an accepted event. Events of different aggregates are reacted to in the order of the
 * stream, but their commands may be decided in any: each looks at the state as it then is.
 */
export const followUpsOf = ({ event }: RecordedEvent): readonly FollowUp[] =>
  event.aggregate.type === 'policy'
    ? event.facts.flatMap((fact) => beginnings(event, PolicyFact.parse(fact)))
    : event.facts.flatMap((fact) => {
        const type = wantedAfter(event.aggregate.type, fact);
        return type === undefined ? [] : [followUp(event.eventId, type, String(fact.data['simulationId']))];
      });

/** A policy that begins with something has it saved as its first revision, in the name of who created it. */
const beginnings = ({ eventId, actor }: RecordedEvent['event'], fact: PolicyFact): readonly FollowUp[] => {
  if (fact.type !== 'PolicyCreated' || fact.data.beginning === undefined) return [];
  const { policyId, beginning } = fact.data;
  const data = { policyId, ...beginning, createdBy: actor.id };
  return [{ commandId: reactionIdOf(eventId, 'BeginWorkspace'), type: 'BeginWorkspace', data }];
};

/** The simulations that the event put into the queue, those that it let run, and those that left. */
export const placesOf = ({
  event,
}: RecordedEvent): {
  readonly enqueued: readonly string[];
  readonly admitted: readonly string[];
  readonly left: readonly string[];
} => {
  const facts = event.aggregate.type === 'queue' ? event.facts.map((fact) => QueueFact.parse(fact)) : [];
  const named = (type: QueueFact['type']) =>
    facts.flatMap((fact) => (fact.type === type ? [fact.data.simulationId] : []));
  return {
    enqueued: named('SimulationEnqueued'),
    admitted: named('SimulationAdmitted'),
    left: named('SimulationLeft'),
  };
};

/** A place that was taken for a simulation which had ended by then is given up. */
export const giveUpPlace = ({ event }: RecordedEvent, simulationId: string): FollowUp =>
  followUp(event.eventId, 'DequeueSimulation', simulationId);

/**
 * A simulation that had to run again by the time its place was given up gets one anew. The decision to give it up read the
 * simulation a moment before, and what asked for a place meanwhile found it still there.
 */
export const takePlaceBack = ({ event }: RecordedEvent, simulationId: string): FollowUp =>
  followUp(event.eventId, 'EnqueueSimulation', simulationId);

/** A further attempt was asked for, and by the time that it could be made there was nobody to deliver to. */
export const giveUpDelivery = ({ event }: RecordedEvent, request: DeliveryRequest): FollowUp => {
  const { deliveryId, webhookId, source, attempt } = request;
  const outcome = { ok: false, fault: 'WEBHOOK_GONE' };
  return {
    commandId: reactionIdOf(event.eventId, 'RecordDelivery'),
    type: 'RecordDelivery',
    data: { deliveryId, webhookId, source, attempt, outcome },
  };
};

/** Whether the event may let more of the tenant's shards go out: one is through, or a simulation came, ended or goes on. */
export const freesCredit = ({ event }: RecordedEvent): boolean =>
  event.aggregate.type === 'queue' ||
  (event.aggregate.type === 'simulation' && event.facts.some(({ type }) => FREEING.has(type)));

const FREEING: ReadonlySet<string> = new Set<SimulationFact['type']>([
  'SimulationPlanned',
  'ShardEvaluated',
  'ShardFailed',
  'ShardsRetried',
  'TwinRequested',
  'TwinEnded',
  'SimulationCancelled',
  'SimulationFailed',
]);

type OfSimulation = 'EnqueueSimulation' | 'DequeueSimulation' | 'RecordSimulationFailure';

const wantedAfter = (
  aggregate: string,
  fact: RecordedEvent['event']['facts'][number],
): OfSimulation | undefined => {
  if (aggregate === 'queue')
    return QueueFact.parse(fact).type === 'SimulationTurnedAway' ? 'RecordSimulationFailure' : undefined;
  return aggregate === 'simulation' ? afterSimulation(SimulationFact.parse(fact)) : undefined;
};

const afterSimulation = (fact: SimulationFact): OfSimulation | undefined => {
  switch (fact.type) {
    case 'SimulationRequested':
      return fact.data.mode === 'batch' ? 'EnqueueSimulation' : undefined;
    case 'PlanRetried':
    case 'ShardsRetried':
    case 'ReductionRetried':
    case 'AttestationRetried':
    case 'TwinRequested':
      return 'EnqueueSimulation';
    case 'SimulationSucceeded':
    case 'SimulationCancelled':
    case 'SimulationFailed':
    case 'TwinEnded':
      return 'DequeueSimulation';
    default:
      return undefined;
  }
};

const followUp = (eventId: string, type: OfSimulation, simulationId: string): FollowUp => ({
  commandId: reactionIdOf(eventId, `${type}-${simulationId}`),
  type,
  data:
    type === 'RecordSimulationFailure'
      ? { simulationId, code: 'QUEUE_FULL', detail: 'there was no place left in the queue of the tenant' }
      : { simulationId },
});
