import { type EvaluationSetting, FROZEN_WAIVERS_MAX, FrozenWaiver, isBudget } from '@policy-registry/finding';
import { digestOf, parseTimestamp, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { readStored } from './stored.ts';

/** The seed of sampling when none is given. */
export const SEED_DEFAULT = 0xc0de_c0de;
/** Names in `env.*` are at most this many. */
export const ENV_NAMES_MAX = 64;
const ENV_VALUE_CHARS_MAX = 256;
/** An environment has at most this many budget lines, each at most this long. */
export const BUDGET_LINES_MAX = 32;
export const BUDGET_LINE_CHARS_MAX = 200;

const Env = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(ENV_VALUE_CHARS_MAX))
  .refine((env) => Object.keys(env).length <= ENV_NAMES_MAX, `more than ${ENV_NAMES_MAX} names`);

/** `PolicyEngine.build` of the engine that evaluates. */
const Engine = z.string().min(1).max(128);
const BaseKind = z.enum(['version', 'empty']);

const everyVersion = {
  /** What `ignore until` and `defer until` compare with; given, never read from a clock. */
  evaluatedAt: Timestamp,
  /** Chooses the samples. */
  seed: z.int().min(0).max(0xffff_ffff),
  env: Env,
};

const BudgetLine = z.string().min(1).max(BUDGET_LINE_CHARS_MAX).refine(isBudget, 'is no budget');

/** Impact budgets in force when the simulation began; every line is one that `readBudget` reads. */
export const FrozenBudgets = z.strictObject({
  /** Version of the environment's budgets. */
  version: z.int().positive(),
  lines: z.array(BudgetLine).max(BUDGET_LINES_MAX),
});
export type FrozenBudgets = z.infer<typeof FrozenBudgets>;

/** Still read, no longer written: one engine for both sides, no budgets. */
const InputsOf1 = z.strictObject({
  schema: z.literal('policy-registry.simulation-inputs@1'),
  snapshotDigest: Sha256,
  base: z.strictObject({ kind: BaseKind, irDigest: Sha256 }),
  candidate: z.strictObject({ irDigest: Sha256 }),
  engine: Engine,
  ...everyVersion,
});

/** The inputs that are written today. */
export const PresentInputs = z.strictObject({
  schema: z.literal('policy-registry.simulation-inputs@2'),
  snapshotDigest: Sha256,
  /** When the snapshot was frozen, where that is known: its age is `evaluatedAt` less this. */
  snapshotFrozenAt: Timestamp.optional(),
  base: z.strictObject({ kind: BaseKind, irDigest: Sha256, engine: Engine }),
  candidate: z.strictObject({ irDigest: Sha256, engine: Engine }),
  /** Absent where none are in force. */
  budgets: FrozenBudgets.optional(),
  /** Absent where none is active. */
  waivers: z.array(FrozenWaiver).min(1).max(FROZEN_WAIVERS_MAX).optional(),
  /** `false` where samples come without the way to their outcome. Absent: with it. */
  captureExplain: z.literal(false).optional(),
  ...everyVersion,
});
export type PresentInputs = z.infer<typeof PresentInputs>;

/**
 * Everything a simulation's result depends on, by digest: equal inputs MUST give equal result bytes. The base is a
 * compiled version, or the empty policy (`kind: 'empty'`, whose IR has a digest like any other). Each side names the
 * engine that evaluates it; they differ where two builds of an engine are compared.
 */
export const SimulationInputs = z.discriminatedUnion('schema', [InputsOf1, PresentInputs]);
export type SimulationInputs = z.infer<typeof SimulationInputs>;

/** The build that evaluates each side. */
export const enginesOf = (inputs: SimulationInputs): { readonly base: string; readonly candidate: string } =>
  inputs.schema === 'policy-registry.simulation-inputs@1'
    ? { base: inputs.engine, candidate: inputs.engine }
    : { base: inputs.base.engine, candidate: inputs.candidate.engine };

/** Whether samples come with the way to their outcome. */
export const isExplained = (inputs: SimulationInputs): boolean =>
  !('captureExplain' in inputs && inputs.captureExplain === false);

/** What the engine reads besides the findings, as the inputs pin it. */
export const settingOf = ({ evaluatedAt, env }: SimulationInputs): EvaluationSetting => {
  const evaluatedAtMs = parseTimestamp(evaluatedAt);
  if (evaluatedAtMs === undefined) throw new RangeError(`${evaluatedAt} names no instant`);
  return { evaluatedAtMs, env };
};

/** SHA-256 of the canonical bytes of the inputs: what a partial result names to say where it belongs. */
export const inputsDigestOf = (inputs: SimulationInputs): string => digestOf(inputs);

/** Inputs are at most this long. */
const INPUTS_BYTES_MAX = 64 * 1024;

/** Reads stored inputs; throws `StoredMalformed` for anything but their canonical bytes. */
export const readInputs = (bytes: Uint8Array): SimulationInputs =>
  readStored(SimulationInputs, bytes, INPUTS_BYTES_MAX);
