import { z } from 'zod';

export const RUN_REQUEST_SCHEMA = 'scheduler.policy-run-request@1';
export const RUN_STATUS_SCHEMA = 'scheduler.policy-run-status@1';

/** What a scheduler sends on `registry.cmd.scheduler.<tenant>.<base32(sha256(tenant, runId))>`. */
export const RunRequest = z.object({
  schema: z.literal(RUN_REQUEST_SCHEMA),
  tenantId: z.string(),
  policyId: z.string(),
  policyVersion: z.int().positive(),
  mode: z.literal('simulate'),
  priority: z.enum(['normal', 'high', 'emergency']).default('normal'),
  /** The idempotency key. */
  runId: z.string().min(1).max(200),
  requestedBy: z.string().min(1).max(128).optional(),
  correlationId: z.string().max(128).optional(),
  inputs: z.object({
    sbomSet: z.array(z.string().min(1).max(200)).min(1).max(256),
    advisoryCursor: z.string().min(1).max(200),
    vexCursor: z.string().min(1).max(200),
    /** Lower-case keys. `evaluated_at` and `target` are the registry's own; the rest is `env.*` to the policy. */
    environment: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(256)).default({}),
    captureExplain: z.boolean().default(false),
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
  resultDigest: z.string().optional(),
  /** Why it failed or was refused: a code of the error catalogue, or of a simulation's failures. */
  code: z.string().optional(),
});
export type RunStatus = Readonly<z.infer<typeof RunStatus>>;

export const runStatusSubject = (tenant: string, simulationId: string): string =>
  `registry.run-status.${tenant}.${simulationId}`;
