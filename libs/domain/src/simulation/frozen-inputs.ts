import { FROZEN_WAIVERS_MAX, FrozenWaiver } from '@policy-registry/finding';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// These schemas ARE the storage format.

/** The seed where the sender names none. */
export const DEFAULT_SEED = 0xc0dec0de;
/** Seeds have 32 bits. */
export const SEED_MAX = 0xffff_ffff;

const ENV_NAMES_MAX = 64;

/** Values of `env.*`, by name. */
export const Env = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(256))
  .refine((env) => Object.keys(env).length <= ENV_NAMES_MAX, `more than ${ENV_NAMES_MAX} names`);

/** Budget lines of an environment, at most this many and each at most this long. */
export const BUDGET_LINES_MAX = 32;
export const BUDGET_LINE_CHARS_MAX = 200;

/** The impact budgets in force, with the version of the environment's budgets. */
export const FrozenBudgets = z.strictObject({
  version: z.int().positive(),
  lines: z.array(z.string().min(1).max(BUDGET_LINE_CHARS_MAX)).max(BUDGET_LINES_MAX),
});
export type FrozenBudgets = z.infer<typeof FrozenBudgets>;

/**
 * Everything an evaluation depends on, but for the builds of the engines, which the plan adds. The candidate is a
 * version, or a revision of the workspace in a quick simulation.
 */
export const FrozenInputs = z.strictObject({
  snapshotDigest: Sha256,
  /** Where the snapshot says when it was frozen. */
  snapshotFrozenAt: Timestamp.optional(),
  /** Where the environment has any. */
  budgets: FrozenBudgets.optional(),
  /** Of the policy, those that are active there and then; where there are any. */
  waivers: z.array(FrozenWaiver).min(1).max(FROZEN_WAIVERS_MAX).optional(),
  /** `false` where samples come without the way to their outcome. Absent: with it. */
  captureExplain: z.literal(false).optional(),
  base: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('version'), version: z.int().positive(), irDigest: Sha256 }),
    z.strictObject({ kind: z.literal('empty') }),
  ]),
  candidate: z.strictObject({
    version: z.int().positive().optional(),
    revision: z.int().positive().optional(),
    contentDigest: Sha256,
    irDigest: Sha256,
  }),
  evaluatedAt: Timestamp,
  seed: z.int().nonnegative().max(SEED_MAX),
  env: Env,
});
export type FrozenInputs = z.infer<typeof FrozenInputs>;
