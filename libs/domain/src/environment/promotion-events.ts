import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { Confirmation } from '../confirmation.ts';
import { APPROVALS_GIVEN_MAX } from '../policy/events.ts';
import { BudgetVerdicts } from '../simulation/events.ts';
import { BreakGlass } from './break-glass/events.ts';
import { GateVerdicts } from './gates/settings.ts';
import { Selector } from './selector.ts';

// These schemas ARE the storage format.

const number = z.int().positive();
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

const OfPromotion = { environmentId: AggregateId, policyId: AggregateId, version: number };

/** What a promotion binds, and what it was judged by. */
const Promoted = {
  ...OfPromotion,
  semver: z.string(),
  contentDigest: Sha256,
  irDigest: Sha256,
  /** What was stable until now. */
  previousVersion: number.optional(),
  /** What a rollback leads to that names no version; absent: nothing, or from before it was computed. */
  rollbackTo: number.optional(),
  /** Whom it is bound for, as a canary beside what is stable; absent: it is stable. */
  canary: Selector.optional(),
  /** Where it took two persons: the first. */
  confirmation: Confirmation.pick({ by: true, at: true }).optional(),
  /** Where a gate judges by a simulation: which one it was, and, where there were budgets, each line with what it found. */
  simulationId: AggregateId.optional(),
  resultDigest: Sha256.optional(),
  /** Of the waivers that the simulation was given, where there were any. */
  waiversDigest: Sha256.optional(),
  budgets: BudgetVerdicts.optional(),
  /** Where the gates of the environment were ever set: what each of them found. */
  gates: GateVerdicts.optional(),
  /** Where it went past the gates; then not all that they found is ok. */
  breakGlass: BreakGlass.optional(),
  /** Where somebody scheduled it: what they fixed, and for when. */
  scheduled: z.strictObject({ promotionId: AggregateId, scheduledAt: Timestamp, at: Timestamp }).optional(),
};

/** What is stated about a promotion, before anything is signed or bound. */
export const PromotionStatement = z.strictObject({
  tenant: z.string(),
  ...Promoted,
  requestedBy: z.string(),
  requestedAt: Timestamp,
  reasonDigest: Sha256,
  ticketDigest: Sha256,
  /** Who approved the version by then. */
  approvals: z.array(z.strictObject({ approver: z.string(), at: z.string() })).max(APPROVALS_GIVEN_MAX),
});
export type PromotionStatement = z.infer<typeof PromotionStatement>;

export const PROMOTION_FACTS = [
  fact(
    'PromotionRequested',
    z.strictObject({
      ...OfPromotion,
      /** Counts the requests for the policy in this environment. */
      attempt: number,
      statement: PromotionStatement,
      statementDigest: Sha256,
      /** What is not signed by then has failed. */
      endsBy: Timestamp,
    }),
  ),
  fact('PromotionFailed', z.strictObject({ ...OfPromotion, attempt: number, reason: z.string().max(64) })),
  fact(
    'VersionPromoted',
    z.strictObject({
      ...Promoted,
      /** Who asked for it, and when it was bound. */
      promotedBy: z.string(),
      promotedAt: z.string(),
      /** Of the environment, with it: bundles of this revision and later ones have it. Absent before there were consumers. */
      revision: z.int().positive().optional(),
      // All of these are absent where a promotion was not signed yet.
      attempt: number.optional(),
      reasonDigest: Sha256.optional(),
      ticketDigest: Sha256.optional(),
      statementDigest: Sha256.optional(),
      /** SHA-256 of the Sigstore bundle; also the id of the attestation. */
      attestationId: Sha256.optional(),
      keyId: Sha256.optional(),
    }),
  ),
] as const;
export type PromotionFact = z.infer<(typeof PROMOTION_FACTS)[number]>;
export type PromotionFactOf<Type extends PromotionFact['type']> = Extract<PromotionFact, { type: Type }>;
