import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { Confirmation } from '../../confirmation.ts';
import { APPROVALS_GIVEN_MAX } from '../../policy/events.ts';
import { GROUPS_MAX } from '../../tenant/events.ts';
import { GateVerdicts } from '../gates/settings.ts';
import { Selector } from '../selector.ts';

// These schemas ARE the storage format.

/** A promotion is scheduled for at most so far ahead: what was agreed to then is still in somebody's mind. */
export const SCHEDULE_AHEAD_MS_MAX = 30 * 24 * 3_600_000;
/** What could not be carried out this long after its time is not carried out unasked. */
export const SCHEDULE_LATE_MS_MAX = 3_600_000;
/** Of one environment, also those that suspended themselves. */
export const SCHEDULES_MAX = 100;

const number = z.int().positive();
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

const OfSchedule = {
  environmentId: AggregateId,
  policyId: AggregateId,
  version: number,
  /** Names this promotion, as it was fixed: once more after a resume. */
  promotionId: AggregateId,
};

/** What the registry knew of somebody's right to promote. */
export const Right = z.strictObject({
  id: z.string(),
  /** The tenant granted it, and may take it back; otherwise it stood in a token alone. */
  isGranted: z.boolean(),
  /** Those that they belonged to. */
  groups: z.array(AggregateId).max(GROUPS_MAX),
});
export type Right = z.infer<typeof Right>;

/** Everything that will be bound, and everything that has to be so still by then. */
export const FixedPromotion = z.strictObject({
  ...OfSchedule,
  /** When it is carried out. */
  at: Timestamp,
  contentDigest: Sha256,
  irDigest: Sha256,
  /** Whom it is for, as a canary; absent: it becomes stable. */
  canary: Selector.optional(),
  /** What is stable; absent: nothing. */
  stable: number.optional(),
  /** How often what is bound of the policy was changed until then; absent: never. */
  bindingChanges: number.optional(),
  /** The simulation that gates judge by. */
  simulationId: AggregateId.optional(),
  /** Absent: none were ever set. */
  gatesVersion: number.optional(),
  budgetsVersion: number.optional(),
  /** Who approved the version, under which approval policy, and the evidence it was submitted with. */
  approvals: z.array(z.strictObject({ approver: z.string(), at: z.string() })).max(APPROVALS_GIVEN_MAX),
  approvalPolicyVersion: number,
  evidenceDigest: Sha256.optional(),
  scheduledBy: z.string(),
  scheduledAt: Timestamp,
  /** Where it took two persons: the first. */
  confirmation: Confirmation.pick({ by: true, at: true }).optional(),
  /** Of everybody who wanted it. */
  rights: z.array(Right).min(1).max(2),
  reasonDigest: Sha256,
  ticketDigest: Sha256,
});
export type FixedPromotion = z.infer<typeof FixedPromotion>;

/** Why a promotion was not carried out at its time. */
export const SUSPENSIONS = [
  'TIME_MISSED',
  'TENANT_SUSPENDED',
  'VERSION_NOT_PUBLISHED',
  'BASE_CHANGED',
  'APPROVALS_CHANGED',
  'GATES_CHANGED',
  'RIGHTS_CHANGED',
  'CANARY_UNDER_WAY',
  'PROMOTION_PENDING',
  'GATES_CLOSED',
] as const;
export const Suspension = z.strictObject({ code: z.enum(SUSPENSIONS), detail: z.string().max(1_000) });
export type Suspension = z.infer<typeof Suspension>;

export const SCHEDULE_FACTS = [
  fact('PromotionScheduled', FixedPromotion),
  /** It suspended itself, and somebody wants it as everything is by now. */
  fact('ScheduledPromotionResumed', FixedPromotion),
  fact(
    'ScheduledPromotionSuspended',
    z.strictObject({
      ...OfSchedule,
      suspendedAt: Timestamp,
      reasons: z.array(Suspension).min(1).max(SUSPENSIONS.length),
      /** Where gates were closed: what each of them found. */
      verdicts: GateVerdicts.shape.verdicts.optional(),
    }),
  ),
  fact(
    'ScheduledPromotionCancelled',
    z.strictObject({
      ...OfSchedule,
      by: z.string(),
      at: Timestamp,
      reasonDigest: Sha256,
      ticketDigest: Sha256.optional(),
    }),
  ),
] as const;
export type ScheduleFact = z.infer<(typeof SCHEDULE_FACTS)[number]>;
export type ScheduleFactOf<Type extends ScheduleFact['type']> = Extract<ScheduleFact, { type: Type }>;
