import type { EnvironmentFact } from '@policy-registry/domain';
import type { Json } from '@policy-registry/kernel';

import type { Query } from './page.ts';

type FactOf<Type extends EnvironmentFact['type']> = Extract<EnvironmentFact, { type: Type }>['data'];
type Fixed = FactOf<'PromotionScheduled' | 'ScheduledPromotionResumed'>;

/** A promotion that waits for its time, or that suspended itself, with what it rests on. */
export type ScheduledShown = Pick<
  Fixed,
  'policyId' | 'version' | 'promotionId' | 'at' | 'scheduledBy' | 'scheduledAt' | 'approvalPolicyVersion'
> & {
  readonly status: 'waiting' | 'suspended';
  readonly canary: Json;
  readonly stable: number | null;
  readonly simulationId: string | null;
  readonly gatesVersion: number | null;
  /** The first of two persons. */
  readonly confirmedBy: string | null;
  /** Why it suspended itself, and what every gate found where one was closed. */
  readonly suspension: Json;
};

export const scheduledAfter = (
  scheduled: readonly ScheduledShown[],
  fact: EnvironmentFact,
): readonly ScheduledShown[] => {
  switch (fact.type) {
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed':
      return [...without(scheduled, fact.data), shown(fact.data)];
    case 'ScheduledPromotionSuspended':
      return scheduled.map((one) => (one.policyId === fact.data.policyId ? suspended(one, fact.data) : one));
    case 'ScheduledPromotionCancelled':
      return without(scheduled, fact.data);
    case 'PromotionRequested':
      return fact.data.statement.scheduled === undefined ? scheduled : without(scheduled, fact.data);
    default:
      return scheduled;
  }
};

const without = (scheduled: readonly ScheduledShown[], { policyId }: { readonly policyId: string }) =>
  scheduled.filter((one) => one.policyId !== policyId);

const shown = (fixed: Fixed): ScheduledShown => {
  const { policyId, version, promotionId, at, scheduledBy, scheduledAt, approvalPolicyVersion } = fixed;
  const { canary = null, stable = null, simulationId = null, gatesVersion = null, confirmation } = fixed;
  return {
    ...{ policyId, version, promotionId, status: 'waiting', at, scheduledBy, scheduledAt },
    ...{ approvalPolicyVersion, canary, stable, simulationId, gatesVersion },
    confirmedBy: confirmation?.by ?? null,
    suspension: null,
  };
};

const suspended = (
  one: ScheduledShown,
  { suspendedAt: at, reasons, verdicts = [] }: FactOf<'ScheduledPromotionSuspended'>,
): ScheduledShown => ({ ...one, status: 'suspended', suspension: { at, reasons, verdicts } });

/** Those of an environment, by their time; it has few. */
export const scheduledIn = (environmentId: string): Query => ({
  text: `select s.* from environment_catalog e, jsonb_to_recordset(e.scheduled) as s(
      "policyId" text, version int, "promotionId" text, status text, at text, "scheduledBy" text, "scheduledAt" text,
      "confirmedBy" text, canary jsonb, stable int, "simulationId" text, "gatesVersion" int, "approvalPolicyVersion" int,
      suspension jsonb)
    where e.environment_id = $1 order by s.at, s."policyId"`,
  values: [environmentId],
});
