import { compareBytewise } from '@policy-registry/kernel';
import { z } from 'zod';

export const RUN_REQUEST_SCHEMA = 'scheduler.policy-run-request@1';
export const RUN_STATUS_SCHEMA = 'scheduler.policy-run-status@1';

const isSortedSet = (names: readonly string[]): boolean =>
  names.every((name, at) => at === 0 || compareBytewise(names[at - 1] ?? '', name) < 0);

/** What a scheduler sends on `registry.cmd.scheduler.<tenant>.<base32(sha256(tenant, runId))>`. */
export const RunRequest = z.object({
  schema: z.literal(RUN_REQUEST_SCHEMA),
  tenantId: z.string(),
  policyId: z.string(),
  policyVersion: z.int().positive(),
  mode: z.literal('simulate'),
  /** Before those of less urgency, among the tenant's own. */
  priority: z.enum(['normal', 'high', 'emergency']).default('normal'),
  /** The idempotency key. */
  runId: z.string().min(1).max(200),
  requestedBy: z.string().min(1).max(128).optional(),
  correlationId: z.string().max(128).optional(),
  inputs: z.object({
    /** Sorted bytewise, without repeats: a set has one form. */
    sbomSet: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(256)
      .refine(isSortedSet, 'is not sorted bytewise, or names one twice'),
    advisoryCursor: z.string().min(1).max(200),
    vexCursor: z.string().min(1).max(200),
    /** Lower-case keys. `evaluated_at` and `target` are the registry's own; the rest is `env.*` to the policy. */
    environment: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(256)).default({}),
    /** Whether samples come with the way to their outcome. */
    captureExplain: z.boolean().default(true),
  }),
});
export type RunRequest = z.infer<typeof RunRequest>;

/** Sent on `registry.run-status.<tenant>.<simulation id>` when the state of a simulation changes. */
export const RunStatus = z.strictObject({
  schema: z.literal(RUN_STATUS_SCHEMA),
  tenantId: z.string(),
  /** Absent where no scheduler asked. */
  runId: z.string().optional(),
  simulationId: z.string(),
  status: z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled', 'refused']),
  /** Evaluations of shards, at each of them. */
  progress: z
    .strictObject({ done: z.int().nonnegative(), failed: z.int().nonnegative(), total: z.int().positive() })
    .optional(),
  resultDigest: z.string().optional(),
  /** Why it failed or was refused: a code of the error catalogue, or of a simulation's failures. */
  code: z.string().optional(),
});
export type RunStatus = Readonly<z.infer<typeof RunStatus>>;

export const runStatusSubject = (tenant: string, simulationId: string): string =>
  `registry.run-status.${tenant}.${simulationId}`;
