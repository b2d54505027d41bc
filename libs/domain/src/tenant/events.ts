import { z } from 'zod';

// These schemas ARE the storage format.

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
});
export type TenantSettings = z.infer<typeof TenantSettings>;

export const ApprovalPolicy = z.strictObject({
  version: z.int().positive(),
  /** Approvals a version needs, each from somebody outside its lineage. */
  approvals: z.int().positive().max(16),
});
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const TenantFact = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('TenantOpened'),
    schemaVersion: z.literal(1),
    data: z.strictObject({ settings: TenantSettings }),
  }),
  z.strictObject({
    type: z.literal('ApprovalPolicySet'),
    schemaVersion: z.literal(1),
    data: ApprovalPolicy,
  }),
]);
export type TenantFact = z.infer<typeof TenantFact>;
