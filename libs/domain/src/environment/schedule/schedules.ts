import type { PromotionFactOf } from '../promotion-events.ts';
import type { FixedPromotion, ScheduleFact } from './events.ts';

/** A promotion that is to be carried out at a time, or that suspended itself by then. */
export type Schedule = FixedPromotion & { readonly isSuspended: boolean };

/** By policy: those that are neither carried out nor cancelled. */
export type Schedules = ReadonlyMap<string, Schedule>;

export const schedulesAfter = (schedules: Schedules = new Map(), fact: ScheduleFact): Schedules => {
  const { policyId } = fact.data;
  switch (fact.type) {
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed':
      return new Map(schedules).set(policyId, { ...fact.data, isSuspended: false });
    case 'ScheduledPromotionSuspended': {
      const schedule = schedules.get(policyId);
      return schedule === undefined
        ? schedules
        : new Map(schedules).set(policyId, { ...schedule, isSuspended: true });
    }
    case 'ScheduledPromotionCancelled':
      return schedulesWithout(schedules, policyId);
  }
};

/** Without the one that is carried out by this request. */
export const schedulesBegun = (
  schedules: Schedules,
  { policyId, statement }: PromotionFactOf<'PromotionRequested'>['data'],
): Schedules => (statement.scheduled === undefined ? schedules : schedulesWithout(schedules, policyId));

const schedulesWithout = (schedules: Schedules, policyId: string): Schedules =>
  new Map([...schedules].filter(([scheduled]) => scheduled !== policyId));
