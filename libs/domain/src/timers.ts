import { parseTimestamp, reactionIdOf, type EpochMs, type RecordedEvent } from '@policy-registry/kernel';

import { EnvironmentFact } from './environment/events.ts';
import { executorOf } from './environment/schedule/executor.ts';
import { DeliveryFact } from './delivery/events.ts';
import { PolicyFact } from './policy/events.ts';
import { SimulationFact } from './simulation/events.ts';
import { SnapshotFact } from './snapshot/events.ts';

// What has to happen at a time, and not because of an event. Each command looks at the aggregate as it is by then.

export const TIMER_COMMANDS = [
  'TimeOutSimulation',
  'TimeOutPublication',
  'TimeOutPromotion',
  'TimeOutImport',
  'EndBreakGlass',
  'ExecuteScheduledPromotion',
  'RetryDelivery',
] as const;

/** A command that becomes due at a time, unless an event takes the timer back before. */
export type Timer = {
  /** Names what can become due, within its tenant: set once more, it is another time for the same thing. */
  readonly timerId: string;
  readonly dueAt: string;
  readonly command: {
    readonly type: (typeof TIMER_COMMANDS)[number];
    readonly data: Readonly<Record<string, string | number>>;
  };
};

export type TimerChange = { readonly set: Timer } | { readonly clear: string };

/** The timers that an accepted event sets and takes back, in this order. */
export const timerChangesOf = ({ event }: RecordedEvent): readonly TimerChange[] =>
  event.facts.flatMap((fact) => {
    switch (event.aggregate.type) {
      case 'simulation':
        return ofSimulation(SimulationFact.parse(fact));
      case 'policy':
        return ofPublication(PolicyFact.parse(fact));
      case 'snapshot':
        return ofImport(SnapshotFact.parse(fact));
      case 'environment':
        return ofPromotion(EnvironmentFact.parse(fact));
      case 'delivery':
        return ofDelivery(DeliveryFact.parse(fact));
      case 'tenant':
      case 'workspace':
      case 'queue':
      case 'waiver':
      case 'webhooks':
      case 'bundle':
      case 'consumers':
        return [];
    }
  });

/** Longer than a command that waits for its turn usually takes. */
const REISSUE_MS = 10 * 60_000;

/**
 * The id of the command of a timer that the event `setBy` set: the same whoever issues it. A timer that is still there
 * {@link REISSUE_MS} later is issued once more, under another id: the command may have come too early by the broker's
 * clock, or have been lost with its stream.
 */
export const timerCommandIdOf = (
  { timerId, dueAt }: Pick<Timer, 'timerId' | 'dueAt'>,
  setBy: string,
  now: EpochMs,
): string => {
  const overdueMs = Math.max(0, now - (parseTimestamp(dueAt) ?? now));
  return reactionIdOf(setBy, `${timerId} ${Math.floor(overdueMs / REISSUE_MS)}`);
};

/** Who issues the command of a timer: a scheduled promotion has a process of its own; `undefined`: anybody here. */
export const timerExecutorOf = ({ type, data }: Issued): string | undefined =>
  type === 'ExecuteScheduledPromotion' ? executorOf(String(data['promotionId'])) : undefined;

type Issued = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

const ofSimulation = ({ type, data }: SimulationFact): readonly TimerChange[] => {
  const { simulationId } = data;
  const timerId = `simulation ${simulationId}`;
  switch (type) {
    case 'SimulationRequested':
    case 'PlanRetried':
    case 'ShardsRetried':
    case 'ReductionRetried':
    case 'AttestationRetried':
    case 'TwinRequested': {
      const { endsBy } = data;
      if (endsBy === undefined) return [];
      const command = { type: 'TimeOutSimulation', data: { simulationId, endsBy } } as const;
      return [{ set: { timerId, dueAt: endsBy, command } }];
    }
    case 'QuickSimulationEvaluated':
    case 'SimulationSucceeded':
    case 'SimulationCancelled':
    case 'SimulationFailed':
    case 'TwinEnded':
      return [{ clear: timerId }];
    case 'SimulationPlanned':
    case 'ShardEvaluated':
    case 'ShardFailed':
    case 'ShardsCompleted':
    case 'SimulationReduced':
    case 'DeterminismIncident':
      return [];
  }
};

const ofPublication = (fact: PolicyFact): readonly TimerChange[] => {
  if (fact.type === 'PublicationFailed' || fact.type === 'VersionPublished')
    return [{ clear: publicationOf(fact.data) }];
  if (fact.type !== 'PublicationRequested' || fact.data.endsBy === undefined) return [];
  const { policyId, version, attempt, endsBy } = fact.data;
  const command = { type: 'TimeOutPublication', data: { policyId, version, attempt } } as const;
  return [{ set: { timerId: publicationOf(fact.data), dueAt: endsBy, command } }];
};

const publicationOf = ({ policyId, version }: { policyId: string; version: number }): string =>
  `publication ${policyId} ${version}`;

const ofPromotion = (fact: EnvironmentFact): readonly TimerChange[] => {
  if (fact.type === 'PromotionFailed') return [{ clear: promotionOf(fact.data) }];
  if (fact.type === 'VersionPromoted') return [{ clear: promotionOf(fact.data) }, ...ofBreakGlass(fact.data)];
  if (fact.type === 'BreakGlassReviewed') return [{ clear: breakGlassOf(fact.data) }];
  if (fact.type !== 'PromotionRequested') return ofSchedule(fact);
  const { environmentId, policyId, attempt, endsBy, statement } = fact.data;
  const command = { type: 'TimeOutPromotion', data: { environmentId, policyId, attempt } } as const;
  const begun = statement.scheduled === undefined ? [] : [{ clear: scheduleOf(fact.data) }];
  return [...begun, { set: { timerId: promotionOf(fact.data), dueAt: endsBy, command } }];
};

const ofSchedule = ({ type, data }: EnvironmentFact): readonly TimerChange[] => {
  switch (type) {
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed': {
      const { environmentId, policyId, promotionId, at: dueAt } = data;
      const of = { environmentId, policyId, promotionId };
      const command = { type: 'ExecuteScheduledPromotion', data: of } as const;
      return [{ set: { timerId: scheduleOf(data), dueAt, command } }];
    }
    case 'ScheduledPromotionSuspended':
    case 'ScheduledPromotionCancelled':
      return [{ clear: scheduleOf(data) }];
    default:
      return [];
  }
};

const scheduleOf = ({ environmentId, policyId }: { environmentId: string; policyId: string }): string =>
  `schedule ${environmentId} ${policyId}`;

const ofBreakGlass = ({
  environmentId,
  policyId,
  version,
  breakGlass,
}: Extract<EnvironmentFact, { type: 'VersionPromoted' }>['data']): readonly TimerChange[] => {
  if (breakGlass === undefined) return [];
  const timerId = breakGlassOf({ environmentId, policyId });
  const command = { type: 'EndBreakGlass', data: { environmentId, policyId, version } } as const;
  return [{ set: { timerId, dueAt: breakGlass.endsBy, command } }];
};

const breakGlassOf = ({ environmentId, policyId }: { environmentId: string; policyId: string }): string =>
  `break-glass ${environmentId} ${policyId}`;

const promotionOf = ({ environmentId, policyId }: { environmentId: string; policyId: string }): string =>
  `promotion ${environmentId} ${policyId}`;

const ofImport = (fact: SnapshotFact): readonly TimerChange[] => {
  const timerId = `import ${fact.data.snapshotId}`;
  if (fact.type !== 'SnapshotRequested') return [{ clear: timerId }];
  const { snapshotId, attempt, endsBy } = fact.data;
  if (endsBy === undefined) return [];
  const command = { type: 'TimeOutImport', data: { snapshotId, attempt } } as const;
  return [{ set: { timerId, dueAt: endsBy, command } }];
};

const ofDelivery = ({ type, data }: DeliveryFact): readonly TimerChange[] => {
  const { deliveryId, attempt } = data;
  const timerId = `delivery ${deliveryId}`;
  if (type !== 'DeliveryFailed') return [{ clear: timerId }];
  const command = { type: 'RetryDelivery', data: { deliveryId, attempt } } as const;
  return [{ set: { timerId, dueAt: data.nextAttemptAt, command } }];
};
