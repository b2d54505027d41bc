import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { Confirmation } from '../confirmation.ts';
import { FILES_MAX, WorkspaceFile } from '../workspace/file.ts';
import { Beginning } from '../workspace/origin.ts';
import { GROUPS_MAX, SubjectId } from '../tenant/events.ts';
import { RequiredGroup } from '../tenant/approval-rules.ts';
import { THREAD_FACTS } from './thread-events.ts';

// These schemas ARE the storage format.

const number = z.int().positive();
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

/** Semantic Versioning 2.0.0, clause 2 and 9 (pre-release); build metadata is not accepted. */
export const Semver = z
  .string()
  .max(64)
  .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/);

/** What an approval is about; it counts while the submission still is exactly this. */
export const ApprovalBinding = z.strictObject({
  contentDigest: Sha256,
  irDigest: Sha256,
  evidenceDigest: Sha256,
  approvalPolicyVersion: number,
});
export type ApprovalBinding = z.infer<typeof ApprovalBinding>;

/** A version has at most this many approvals: those it needs, and those that environments ask for besides. */
export const APPROVALS_GIVEN_MAX = 64;

/** A submission asks at most this many persons by name. */
export const REVIEWERS_MAX = 32;

/** What the compiler and the policy's own tests said of the revision that a version froze. */
export const VersionChecks = z.strictObject({
  warnings: z.int().nonnegative(),
  tests: z.strictObject({ total: z.int().nonnegative(), failed: z.int().nonnegative() }),
});
export type VersionChecks = z.infer<typeof VersionChecks>;

/** A version has at most this many marks. */
export const MARKS_MAX = 100;

/** What reviewers say of changed decisions. */
export const MARKS = ['intended', 'unintended'] as const;
/** `withdrawn`: the reviewer says nothing of it any more. */
export const MARKINGS = [...MARKS, 'withdrawn'] as const;

/** One changed decision of the simulation that a version was submitted with, and what a reviewer says of it. */
export const Mark = z.strictObject({
  /** Index of the tuple in the snapshot. */
  index: z.int().nonnegative(),
  mark: z.enum(MARKS),
  /** The result class of the change. */
  class: z.string().max(64),
});
export type Mark = z.infer<typeof Mark>;

/** So many persons may have had a hand in a version. */
export const LINEAGE_MAX = 256;

const Lineage = z.array(z.string()).max(LINEAGE_MAX);

/** What is stated about a version when it is published, before anything is signed. */
export const PublicationStatement = z.strictObject({
  tenant: z.string(),
  policyId: AggregateId,
  version: number,
  semver: Semver,
  contentDigest: Sha256,
  irDigest: Sha256,
  requestedBy: z.string(),
  requestedAt: z.string(),
  reasonDigest: Sha256,
  ticketDigest: Sha256,
  approvals: z
    .array(z.strictObject({ approver: z.string(), at: z.string(), binding: ApprovalBinding }))
    .max(APPROVALS_GIVEN_MAX),
  simulation: z.strictObject({ simulationId: AggregateId, resultDigest: Sha256, evidenceDigest: Sha256 }),
  /** Where it took two persons: the first. */
  confirmation: Confirmation.pick({ by: true, at: true }).optional(),
});
export type PublicationStatement = z.infer<typeof PublicationStatement>;

/** Who answers for a policy: somebody by the `sub` of their tokens, or a group of the tenant. */
export const Owner = z.strictObject({ kind: z.enum(['subject', 'group']), id: SubjectId });
export type Owner = z.infer<typeof Owner>;

/** Who took a version a step away from production, when, and why. */
const SteppedBack = {
  policyId: AggregateId,
  version: number,
  by: z.string(),
  at: Timestamp,
  reasonDigest: Sha256,
  ticketDigest: Sha256.optional(),
};

export const PolicyFact = z.discriminatedUnion('type', [
  fact(
    'PolicyCreated',
    z.strictObject({
      policyId: AggregateId,
      name: z.string(),
      description: z.string(),
      tags: z.array(z.string()),
      /** Absent: it begins with nothing. */
      beginning: Beginning.optional(),
    }),
  ),
  fact(
    'OwnerChanged',
    z.strictObject({ policyId: AggregateId, owner: Owner, by: z.string(), at: Timestamp }),
  ),
  fact(
    'VersionDrafted',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      semver: Semver,
      revision: number,
      contentDigest: Sha256,
      irDigest: Sha256,
      isShadow: z.boolean(),
      supersedes: number.optional(),
      lineage: Lineage,
      /** Absent in versions that were made before a submission asked for it. */
      checks: VersionChecks.optional(),
    }),
  ),
  fact(
    'VersionSubmitted',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      simulationId: AggregateId,
      resultDigest: Sha256,
      evidenceDigest: Sha256,
      reviewers: z.array(z.string()).max(REVIEWERS_MAX),
      /** Groups that are asked besides; absent where none is. */
      groups: z.array(AggregateId).max(GROUPS_MAX).optional(),
      /** The paths that it changes over what was published before; absent from before code had owners. */
      changed: z
        .array(WorkspaceFile.shape.path)
        .max(2 * FILES_MAX)
        .optional(),
      lineage: Lineage,
      /** Absent: from before it was recorded. */
      submittedAt: Timestamp.optional(),
    }),
  ),
  fact(
    'ApprovalGiven',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      approver: z.string(),
      at: z.string(),
      binding: ApprovalBinding,
      /** Those that the approver belonged to by then; absent in approvals from before groups counted. */
      groups: z.array(AggregateId).max(GROUPS_MAX).optional(),
    }),
  ),
  fact(
    'DecisionMarked',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      simulationId: AggregateId,
      ...Mark.shape,
      mark: z.enum(MARKINGS),
      by: z.string(),
      at: z.string(),
      reasonDigest: Sha256,
    }),
  ),
  fact('ChangesRequested', z.strictObject(SteppedBack)),
  fact('VersionWithdrawn', z.strictObject(SteppedBack)),
  fact('VersionDeprecated', z.strictObject(SteppedBack)),
  fact('VersionArchived', z.strictObject(SteppedBack)),
  fact('VersionRecalled', z.strictObject(SteppedBack)),
  fact(
    'VersionApproved',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      approvals: number,
      /** What was asked for, and is met; absent from before it could be more than a number. */
      requirement: z
        .strictObject({
          approvalPolicyVersion: number,
          approvals: number,
          groups: z.array(RequiredGroup).max(GROUPS_MAX),
        })
        .optional(),
    }),
  ),
  /** The first of two persons wants it published. */
  fact(
    'PublicationConfirmed',
    z.strictObject({ policyId: AggregateId, version: number, ...Confirmation.shape }),
  ),
  fact(
    'PublicationRequested',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      attempt: number,
      statement: PublicationStatement,
      statementDigest: Sha256,
      /** What is not signed by then has failed; absent: from before that was said, and never. */
      endsBy: Timestamp.optional(),
    }),
  ),
  fact(
    'PublicationFailed',
    z.strictObject({ policyId: AggregateId, version: number, attempt: number, reason: z.string().max(64) }),
  ),
  fact(
    'VersionPublished',
    z.strictObject({
      policyId: AggregateId,
      version: number,
      semver: Semver,
      statementDigest: Sha256,
      /** SHA-256 of the Sigstore bundle; also the id of the attestation. */
      attestationId: Sha256,
      keyId: Sha256,
    }),
  ),
  ...THREAD_FACTS,
]);
export type PolicyFact = z.infer<typeof PolicyFact>;
