import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { SCOPES } from '../scopes.ts';
import { ApprovalPolicy, ApprovalRules } from './approval-rules.ts';
import { TenantFlags } from './flags.ts';

// These schemas ARE the storage format.

const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

/** The highest quota that a tenant can have: to count more costs the decider noticeable time. */
export const COUNTED_MAX = 1_000_000;
export const ENVIRONMENTS_MAX = 1_000;
/** 30 days. */
export const SIMULATION_DURATION_LIMIT_MS = 30 * 24 * 3_600_000;
/** A waiver is an exception: however a tenant sets it, it is looked at again within a year. */
export const WAIVER_DAYS_LIMIT = 366;
export const REVISIONS_KEPT_LIMIT = 100_000;

export const TenantSettings = z.strictObject({
  /** Publish and promote need a sign-in no older than this. */
  authenticationAgeMaxMs: z.int().positive(),
  /** A simulation attached to a submission is no older than this. */
  simulationAgeMaxMs: z.int().positive(),
  /** Batch simulations that run at once; 10 where nothing is said. */
  simulationsRunningMax: z.int().positive().max(1_000).optional(),
  /** Batch simulations that wait; one more is refused. 100 where nothing is said. */
  simulationsWaitingMax: z.int().nonnegative().max(1_000).optional(),
  /** Shards that are with the runners at once: the tenant's share of them. 8 where nothing is said. */
  shardCredit: z.int().positive().max(1_000).optional(),
  /** A simulation that is not over this long after it was asked for fails, waiting included; 24 h where nothing is said. */
  simulationDurationMaxMs: z.int().positive().max(SIMULATION_DURATION_LIMIT_MS).optional(),
  /** Policies, snapshots and environments that the tenant has; one more is refused. See `quotas.ts` where nothing is said. */
  policiesMax: z.int().positive().max(COUNTED_MAX).optional(),
  snapshotsMax: z.int().positive().max(COUNTED_MAX).optional(),
  environmentsMax: z.int().positive().max(ENVIRONMENTS_MAX).optional(),
  /** A waiver expires at most this long after its approval; 90 days where nothing is said. */
  waiverDaysMax: z.int().positive().max(WAIVER_DAYS_LIMIT).optional(),
  /** Revisions of a draft whose contents are kept, the newest ones; all of them where nothing is said. See `retention.ts`. */
  revisionsKept: z.int().positive().max(REVISIONS_KEPT_LIMIT).optional(),
  flags: TenantFlags.optional(),
});
export type TenantSettings = z.infer<typeof TenantSettings>;

export const ROLES_MAX = 64;
export const GROUPS_MAX = 64;
export const MEMBERS_MAX = 200;
export const SERVICES_MAX = 200;

/** The `sub` of somebody's tokens. It begins with a letter or digit, and has nothing that a list could be cut at. */
export const SubjectId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@|/-]{0,127}$/);

const roles = z.array(AggregateId).max(ROLES_MAX);
export const Role = z.strictObject({ roleId: AggregateId, scopes: z.array(z.enum(SCOPES)) });
export const Group = z.strictObject({
  groupId: AggregateId,
  members: z.array(SubjectId).max(MEMBERS_MAX),
  roles,
});
export const ServiceIdentity = z.strictObject({ serviceId: SubjectId, roles });

// Whoever acts has whatever id the issuer gave them, as in the envelope.
const reasoned = z.strictObject({ reasonDigest: Sha256, by: z.string(), at: Timestamp });

/** Proposals of an approval policy are counted from 1. */
const ofProposal = { proposal: z.int().positive() };

export const TenantFact = z.discriminatedUnion('type', [
  fact('TenantOpened', z.strictObject({ settings: TenantSettings })),
  fact(
    'ApprovalPolicySet',
    ApprovalPolicy.extend({
      /** What it came of; absent in the first version, and in those that were set before they were reviewed. */
      review: z
        .strictObject({
          proposal: z.int().positive(),
          proposedBy: z.string(),
          approvedBy: z.array(z.string()),
        })
        .optional(),
    }),
  ),
  /** Takes the place of the proposal before, where that is still open. */
  fact('ApprovalPolicyProposed', z.strictObject({ ...ofProposal, ...reasoned.shape, rules: ApprovalRules })),
  fact(
    'ApprovalPolicyApproved',
    z.strictObject({
      ...ofProposal,
      by: z.string(),
      at: Timestamp,
      /** Those that the approver belonged to by then. */
      groups: z.array(AggregateId).max(GROUPS_MAX),
      reasonDigest: Sha256.optional(),
      ticketDigest: Sha256.optional(),
    }),
  ),
  fact('ApprovalPolicyWithdrawn', z.strictObject({ ...ofProposal, ...reasoned.shape })),
  fact('TenantSettingsChanged', z.strictObject({ settings: TenantSettings })),
  fact('TenantSuspended', reasoned),
  fact('TenantResumed', reasoned),
  /** Also for a role that is there: its scopes from now on. The same holds for groups and service identities. */
  fact('RoleDefined', Role),
  fact('RoleRemoved', Role.pick({ roleId: true })),
  fact('GroupDefined', Group),
  fact('GroupRemoved', Group.pick({ groupId: true })),
  fact('ServiceIdentityDefined', ServiceIdentity),
  fact('ServiceIdentityRemoved', ServiceIdentity.pick({ serviceId: true })),
]);
export type TenantFact = z.infer<typeof TenantFact>;
