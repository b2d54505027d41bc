import {
  Budgets,
  BudgetVerdicts,
  Gates,
  GateVerdicts,
  PromotionApproval,
  PromotionStatement,
  ROLLOUT_STATES,
  Selector,
  SUSPENSIONS,
} from '@policy-registry/domain';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// Answers about environments and what is bound in them.

const count = z.int().nonnegative();
const number = z.int().positive();
const id = z.string();

const Bound = {
  version: number,
  semver: z.string(),
  contentDigest: Sha256,
  irDigest: Sha256,
  promotedAt: Timestamp,
  promotedBy: z.string(),
  simulationId: id
    .nullable()
    .describe('what the promotion was judged by, where a gate judges by a simulation'),
  budgets: BudgetVerdicts.nullable(),
  gates: GateVerdicts.nullable().describe('what each gate found, where the environment had gates'),
};

const GatesInForce = Gates.extend({ setBy: z.string(), setAt: Timestamp }).nullable();

export const EnvironmentGates = z.strictObject({
  environmentId: id,
  revision: number.describe('of the environment: its ETag'),
  gates: GatesInForce.describe('null where there never were any'),
});

const PromotionStatus = z.enum(['requested', 'failed', 'promoted']);

export const Promotion = z.strictObject({
  environmentId: id,
  policyId: id,
  attempt: number.describe('counts the promotions that were asked for of the policy here'),
  version: number,
  seq: number.describe('of the event that asked for it: an auditor reads its texts'),
  status: PromotionStatus,
  reason: z.string().nullable().describe('why nothing was bound'),
  statement: PromotionStatement.describe('what is signed, before anything is bound'),
  statementDigest: Sha256,
  endsBy: Timestamp.describe('what is not signed by then has failed'),
  endedAt: Timestamp.nullable(),
  attestationId: Sha256.nullable().describe('SHA-256 of the Sigstore bundle'),
  keyId: Sha256.nullable(),
  rollout: z
    .strictObject({
      state: z.enum(ROLLOUT_STATES),
      revision: number.describe('of the environment: bundles of this one and later ones have it'),
      consumers: count.describe('those that are not stale'),
      reached: count.describe('those of them that run such a bundle'),
    })
    .nullable()
    .describe('how far it has come among consumers; null: it is not bound, or was before they were known'),
});

const ActiveVersion = z.strictObject({
  version: number,
  semver: z.string(),
  contentDigest: Sha256,
  irDigest: Sha256,
  approvals: z
    .array(z.strictObject({ approver: z.string(), at: Timestamp }))
    .describe('who had approved it by then'),
  submission: z
    .strictObject({ simulationId: id, resultDigest: Sha256, evidenceDigest: Sha256 })
    .nullable()
    .describe('the simulation that they looked at'),
  publicationAttestationId: Sha256.nullable(),
  promotion: z
    .strictObject({
      attempt: number,
      requestedBy: z.string(),
      requestedAt: Timestamp,
      simulationId: id.nullable(),
      resultDigest: Sha256.nullable(),
      attestationId: Sha256,
    })
    .nullable()
    .describe('the last promotion of it here that was signed; null where it was bound before they were'),
});

export const BindingPeriod = z.strictObject({
  policyId: id,
  change: number.describe('counts the events of the environment'),
  from: Timestamp,
  until: Timestamp.nullable().describe('null: it is still so'),
  how: z.enum([
    'promoted',
    'canary_started',
    'canary_paused',
    'canary_continued',
    'canary_completed',
    'canary_aborted',
    'rolled_back',
    'rolled_off',
  ]),
  by: z.string(),
  seq: number.describe('of the event that gives the reason: an auditor reads its texts'),
  reasonDigest: Sha256.nullable(),
  ticketDigest: Sha256.nullable(),
  incident: z.string().nullable().describe('what it was rolled back for'),
  stable: ActiveVersion.nullable(),
  canary: ActiveVersion.extend({ selector: Selector, isPaused: z.boolean() }).nullable(),
});

export const ScheduledPromotion = z.strictObject({
  policyId: id,
  version: number,
  promotionId: id.describe('names what was fixed; another one after a resume'),
  status: z.enum(['waiting', 'suspended']),
  at: Timestamp.describe('when it is carried out'),
  scheduledBy: z.string(),
  scheduledAt: Timestamp,
  confirmedBy: z.string().nullable().describe('the first of two persons'),
  canary: Selector.nullable().describe('whom it is for; null: it becomes stable'),
  stable: number.nullable().describe('what has to be stable still by then; null: nothing'),
  simulationId: id.nullable(),
  gatesVersion: number.nullable().describe('of the gates that have to be in force still; null: none'),
  approvalPolicyVersion: number,
  suspension: z
    .strictObject({
      at: Timestamp,
      reasons: z.array(z.strictObject({ code: z.enum(SUSPENSIONS), detail: z.string() })),
      verdicts: GateVerdicts.shape.verdicts.describe('what every gate found, where one was closed'),
    })
    .nullable()
    .describe('why it was not carried out; it waits for somebody to resume or to cancel it'),
});

export const Environment = z.strictObject({
  environmentId: id,
  name: z.string(),
  order: count,
  revision: number.describe('its ETag'),
  createdAt: Timestamp,
  budgets: Budgets.extend({ setBy: z.string(), setAt: Timestamp }).nullable(),
  confirmations: z
    .array(
      z.strictObject({
        ...{ policyId: id, version: number, by: z.string(), at: Timestamp, endsBy: Timestamp },
        scheduledFor: Timestamp.nullable().describe('the time that the second names as well; null: at once'),
      }),
    )
    .describe(
      'promotions that the first of two persons wants; a second one promotes by then, or it counts for nothing',
    ),
  gates: GatesInForce,
  promotionApprovals: z
    .array(
      PromotionApproval.omit({ resultDigest: true }).extend({
        policyId: id,
        stable: number.nullable(),
        simulationId: id.nullable(),
      }),
    )
    .describe('of promotions to come; each counts while nothing of what it names is another'),
  unreviewed: z
    .array(
      z.strictObject({
        policyId: id,
        version: number,
        by: z.string(),
        incident: z.string(),
        endsBy: Timestamp,
      }),
    )
    .describe(
      'promotions past the gates: nothing more is promoted here until somebody else has reviewed them',
    ),
  scheduled: z
    .array(ScheduledPromotion)
    .describe('promotions that wait for their time, or suspended themselves by then'),
  promotions: z
    .array(
      z.strictObject({
        policyId: id,
        attempt: number,
        version: number,
        status: PromotionStatus,
        reason: z.string().nullable(),
        attestationId: Sha256.nullable(),
        keyId: Sha256.nullable(),
      }),
    )
    .describe('the last promotion that was asked for of each policy'),
  bindings: z.array(
    z.strictObject({
      policyId: id,
      stable: z
        .strictObject({
          ...Bound,
          previousVersion: number.nullable(),
          rollbackTo: number.nullable().describe('where a rollback leads to that names no version'),
          incident: z.string().nullable().describe('what it was rolled back to for'),
        })
        .nullable(),
      canary: z
        .strictObject({ ...Bound, selector: Selector, isPaused: z.boolean() })
        .nullable()
        .describe('for whom the selector selects, while it is not paused; docs/promotion.md'),
    }),
  ),
});
