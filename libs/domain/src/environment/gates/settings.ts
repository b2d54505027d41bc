import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { APPROVALS_MAX } from '../../tenant/approval-rules.ts';

// These schemas ARE the storage format.

/** A simulation or a snapshot that a gate judges by is at most this old, whatever an environment says. */
export const GATE_AGE_MAX_MS = 30 * 24 * 3_600_000;
/** A version has to be stable in another environment for at most this long. */
export const SOAK_MAX_MS = 90 * 24 * 3_600_000;
export const FREEZES_MAX = 32;
export const FREEZE_NAME_CHARS_MAX = 80;
export const MAINTENANCE_WINDOWS_MAX = 16;

/** In their order: Monday is day 0. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const name = z.string().min(1).max(FREEZE_NAME_CHARS_MAX);
/** Nothing is promoted from the one instant on, until the other. */
export const Freeze = z.strictObject({ name, from: Timestamp, to: Timestamp });
export type Freeze = z.infer<typeof Freeze>;

/**
 * Times of every week in which something may be promoted. What ends no later than it begins ends on the next day. The offset
 * is fixed: what a zone does in summer is decided by laws that change, and this is decided by nothing else than its input.
 */
export const MaintenanceWindow = z.strictObject({
  days: z.array(z.enum(DAYS)).min(1).max(DAYS.length),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
  utcOffset: z.string().regex(/^[+-](0\d|1[0-4]):[0-5]\d$/),
});
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;

const settingsWith = <Window extends z.ZodType>(freeze: Window) =>
  z.strictObject({
    /** It is stable in that environment, which comes before in the order of promotion, and has been for so long. */
    previousEnvironment: z
      .strictObject({ environmentId: AggregateId, soakMs: z.int().nonnegative().max(SOAK_MAX_MS) })
      .optional(),
    /** At least so many percent of its rules decided something in the simulation that it is judged by. */
    coverage: z.strictObject({ percentMin: z.int().positive().max(100) }).optional(),
    /** So many persons agree to this very promotion. */
    promotionApprovals: z.strictObject({ approvals: z.int().positive().max(APPROVALS_MAX) }).optional(),
    /** It ran beside what is stable: a simulation no older than this, on a snapshot no older either. */
    shadow: z.strictObject({ ageMaxMs: z.int().positive().max(GATE_AGE_MAX_MS) }).optional(),
    windows: z
      .strictObject({
        freezes: z.array(freeze).max(FREEZES_MAX).optional(),
        maintenance: z.array(MaintenanceWindow).max(MAINTENANCE_WINDOWS_MAX).optional(),
      })
      .optional(),
  });

/** What a promotion has to pass, besides what the approval policy and the impact budgets ask for. */
export const GateSettings = settingsWith(Freeze);
export type GateSettings = z.infer<typeof GateSettings>;

const instant = z.string().max(64);
/** The same as somebody sends it: instants of a freeze in any zone. */
export const WantedGates = settingsWith(z.strictObject({ name, from: instant, to: instant }));
export type WantedGates = z.infer<typeof WantedGates>;

/** A version of an environment's gates. */
export const Gates = z.strictObject({ version: z.int().positive(), gates: GateSettings });
export type Gates = z.infer<typeof Gates>;

export const GATES = [
  'approvals',
  'previousEnvironment',
  'coverage',
  'promotionApprovals',
  'shadow',
  'budgets',
  'windows',
  'afterReview',
] as const;
export type GateName = (typeof GATES)[number];

const text = z.string().max(1_000);
/** What a gate found. `value` is `unknown` where there was nothing to judge by, which never passes. */
export const GateVerdict = z.strictObject({
  gate: z.enum(GATES),
  ok: z.boolean(),
  value: text,
  needed: text,
});
export type GateVerdict = z.infer<typeof GateVerdict>;

/** What every gate found, under the version of the gates that was in force. */
export const GateVerdicts = z.strictObject({
  version: z.int().positive(),
  verdicts: z.array(GateVerdict).max(GATES.length),
});
export type GateVerdicts = z.infer<typeof GateVerdicts>;

/** That somebody agrees to this promotion: of the version, under these gates, over what is stable, as it was simulated. */
export const PromotionApproval = z.strictObject({
  version: z.int().positive(),
  contentDigest: Sha256,
  gatesVersion: z.int().positive(),
  /** What is stable; absent: nothing. */
  stable: z.int().positive().optional(),
  /** Where a gate judges by a simulation. */
  simulationId: AggregateId.optional(),
  resultDigest: Sha256.optional(),
  by: z.string(),
  at: Timestamp,
});
export type PromotionApproval = z.infer<typeof PromotionApproval>;
