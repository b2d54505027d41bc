import {
  Access,
  ApprovalPolicy as ApprovalPolicyInForce,
  MARKS,
  TenantSettings,
  VERSION_STATES,
  VersionChecks,
  WorkspaceFile,
} from '@policy-registry/domain';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { EnvironmentBundle } from './bundle-resources.ts';
import { aggregate, Command, DryRun, Pending, Problem } from './command-resources.ts';
import { Consumer, HeartbeatAnswer } from './consumer-resources.ts';
import {
  BindingPeriod,
  Environment,
  EnvironmentGates,
  Promotion,
  ScheduledPromotion,
} from './environment-resources.ts';
import {
  ApprovalPolicy,
  ApprovalPolicyVersion,
  Thread,
  ThreadTexts,
  TimelineEntry,
} from './review-resources.ts';
import { PolicyDiff, SuggestedVersion } from './policy-diff-resources.ts';
import { Policy, Revision, Template } from './policy-resources.ts';
import { QueuedSimulation, Shard, Simulation } from './simulation-resources.ts';
import { Snapshot, SnapshotDiff, SnapshotShard, SnapshotSummary } from './snapshot-resources.ts';
import { Waiver } from './waiver-resources.ts';
import { WebhookDelivery, Webhooks, WebhookSealingKey } from './webhook-resources.ts';

// What is answered, as schemas. The queries of the read models make these shapes; nothing is mapped to them.

const count = z.int().nonnegative();
const number = z.int().positive();
const id = z.string();

const publicationStep = { attempt: number };
const Version = z.strictObject({
  policyId: id,
  version: number,
  semver: z.string(),
  state: z.enum(VERSION_STATES),
  revision: number.describe('its ETag: the changes it has had'),
  workspaceRevision: number,
  contentDigest: Sha256,
  irDigest: Sha256,
  isShadow: z.boolean(),
  checks: VersionChecks.nullable().describe(
    'what the compiler and the tests of the policy said; null for a version made before they counted',
  ),
  supersedes: number.nullable(),
  lineage: z.array(z.string()).describe('who had a hand in it; none of them approves'),
  submission: z
    .strictObject({
      simulationId: id,
      resultDigest: Sha256,
      evidenceDigest: Sha256,
      reviewers: z.array(z.string()),
      groups: z.array(z.string()).optional().describe('that are asked besides; absent where none is'),
      changed: z
        .array(z.string())
        .optional()
        .describe(
          'the paths that it changes over what was published before; absent from before code had owners',
        ),
    })
    .nullable(),
  approvals: z.array(
    z.strictObject({
      approver: z.string(),
      at: Timestamp,
      binding: z.strictObject({
        contentDigest: Sha256,
        irDigest: Sha256,
        evidenceDigest: Sha256,
        approvalPolicyVersion: number,
      }),
      groups: z
        .array(z.string())
        .optional()
        .describe('that the approver belonged to by then; absent from before groups counted'),
    }),
  ),
  marks: z.array(
    z.strictObject({
      index: count.describe('of the tuple in the snapshot'),
      mark: z.enum(MARKS),
      class: z.string(),
      by: z.string(),
      at: Timestamp,
    }),
  ),
  publication: z
    .discriminatedUnion('status', [
      z
        .strictObject({ status: z.literal('confirmed'), by: z.string(), at: Timestamp, endsBy: Timestamp })
        .describe('by the first of two persons; a second one publishes by then, or it counts for nothing'),
      z.strictObject({ status: z.literal('requested'), ...publicationStep }),
      z.strictObject({ status: z.literal('failed'), ...publicationStep, reason: z.string() }),
      z.strictObject({
        status: z.literal('published'),
        statementDigest: Sha256,
        attestationId: Sha256,
        keyId: Sha256,
        at: Timestamp,
      }),
    ])
    .nullable(),
  stepBack: z
    .strictObject({
      step: z.enum(['changes_requested', 'withdrawn', 'deprecated', 'archived', 'recalled']),
      by: z.string(),
      at: Timestamp,
      reasonDigest: Sha256,
      ticketDigest: Sha256.nullable(),
    })
    .nullable()
    .describe('the last step out of review or out of use; its texts are read apart'),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

const AuditEvent = z.strictObject({
  seq: number,
  eventId: id,
  aggregate,
  recordedAt: Timestamp,
  actor: z.strictObject({ type: z.string(), id: z.string(), scopes: z.array(z.string()) }),
  commandId: id,
  correlationId: z.string(),
  facts: z.array(z.string()),
  digests: z.record(z.string(), Sha256),
  reasonDigest: Sha256.nullable(),
  ticketDigest: Sha256.nullable(),
  attestationIds: z.array(z.string()),
  hash: Sha256.describe('SHA-256 of the stored bytes'),
});

const AuditState = z.strictObject({
  position: count,
  tables: z.record(z.string(), Sha256),
  stateHash: Sha256,
});

const AsBound = { environmentId: id, as: z.enum(['stable', 'canary']) };
const RollOffs = z.strictObject({
  policyId: id,
  version: number,
  boundIn: z.array(z.strictObject(AsBound)),
  rolledOff: z.array(
    z.strictObject({
      ...AsBound,
      at: Timestamp,
      to: number.nullable().describe('what is stable instead; null: nothing, or no other than before'),
    }),
  ),
});

const Texts = z.strictObject({
  reason: z.string().optional(),
  ticket: z.string().optional(),
  comment: z.string().optional(),
});

const Tenant = z.strictObject({
  tenant: z.string(),
  status: z.enum(['open', 'suspended']),
  revision: number.describe('its ETag'),
  settings: TenantSettings,
  approvalPolicy: ApprovalPolicyInForce,
  openedAt: Timestamp,
});

const TenantAccess = Access.extend({ revision: number.describe('that of the tenant, and its ETag') });

const Blob = z.strictObject({ digest: Sha256, size: count });

const Trust = z.strictObject({
  keys: z.array(
    z.strictObject({
      keyId: Sha256,
      spki: z.base64().describe('DER SubjectPublicKeyInfo'),
      tenant: z.string(),
      validFrom: Timestamp,
      validTo: Timestamp,
    }),
  ),
});

const Readiness = z.strictObject({
  ready: z.boolean(),
  checks: z.record(z.string(), z.strictObject({ ok: z.boolean(), detail: z.string() })),
  notes: z.array(z.string()),
});

const Manifest = z.strictObject({ files: z.array(WorkspaceFile) });

/** Every shape that is answered, by the name it has in the description of the API. */
export const RESOURCES = {
  ApprovalPolicy,
  ApprovalPolicyVersion,
  AuditEvent,
  AuditState,
  Blob,
  Command,
  DryRun,
  BindingPeriod,
  Environment,
  EnvironmentGates,
  ScheduledPromotion,
  EnvironmentBundle,
  Consumer,
  HeartbeatAnswer,
  Promotion,
  Manifest,
  Pending,
  Policy,
  PolicyDiff,
  Problem,
  QueuedSimulation,
  Readiness,
  Revision,
  Shard,
  Simulation,
  Snapshot,
  SnapshotDiff,
  SnapshotShard,
  SnapshotSummary,
  SuggestedVersion,
  Template,
  Tenant,
  TenantAccess,
  RollOffs,
  Texts,
  Thread,
  ThreadTexts,
  TimelineEntry,
  Trust,
  Version,
  Waiver,
  WebhookDelivery,
  Webhooks,
  WebhookSealingKey,
} as const;
export type ResourceName = keyof typeof RESOURCES;
