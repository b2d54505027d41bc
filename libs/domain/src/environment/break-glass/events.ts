import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

/** What was promoted past the gates stays at most this long, unless somebody else agrees to it. */
export const BREAK_GLASS_MS_MAX = 24 * 3_600_000;

/** Names an incident, in whatever system keeps it. */
export const IncidentId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/#-]{0,63}$/);

/** That a promotion went past the gates: what it answers, and until when it is bound without a review. */
export const BreakGlass = z.strictObject({ incident: IncidentId, endsBy: Timestamp });

export const REVIEW_VERDICTS = ['accepted', 'rejected'] as const;

/** What another person says of it afterwards. */
export const BREAK_GLASS_FACTS = [
  z.strictObject({
    type: z.literal('BreakGlassReviewed'),
    schemaVersion: z.literal(1),
    data: z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      version: z.int().positive(),
      verdict: z.enum(REVIEW_VERDICTS),
      by: z.string(),
      at: Timestamp,
      reasonDigest: Sha256,
      ticketDigest: Sha256.optional(),
    }),
  }),
] as const;

/** Why what was promoted past the gates is bound no more. */
export const BREAK_GLASS_ENDS = ['break_glass_over', 'break_glass_rejected'] as const;
export type BreakGlassEnd = (typeof BREAK_GLASS_ENDS)[number];
