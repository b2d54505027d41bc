import { digestOf, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { readStored } from './stored.ts';

/** The seed of sampling when none is given. */
export const SEED_DEFAULT = 0xc0de_c0de;
/** Names in `env.*` are at most this many. */
export const ENV_NAMES_MAX = 64;
const ENV_VALUE_CHARS_MAX = 256;

const Env = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(ENV_VALUE_CHARS_MAX))
  .refine((env) => Object.keys(env).length <= ENV_NAMES_MAX, `more than ${ENV_NAMES_MAX} names`);

/**
 * Everything a simulation's result depends on, by digest: equal inputs MUST give equal result bytes. The base is a
 * compiled version, or the empty policy (`kind: 'empty'`, whose IR has a digest like any other).
 */
export const SimulationInputs = z.strictObject({
  schema: z.literal('policy-registry.simulation-inputs@1'),
  snapshotDigest: Sha256,
  base: z.strictObject({ kind: z.enum(['version', 'empty']), irDigest: Sha256 }),
  candidate: z.strictObject({ irDigest: Sha256 }),
  /** `PolicyEngine.build` of the engine that evaluated. */
  engine: z.string().min(1).max(128),
  /** What `ignore until` and `defer until` compare with; given, never read from a clock. */
  evaluatedAt: Timestamp,
  /** Chooses the samples. */
  seed: z.int().min(0).max(0xffff_ffff),
  env: Env,
});
export type SimulationInputs = z.infer<typeof SimulationInputs>;

/** SHA-256 of the canonical bytes of the inputs: what a partial result names to say where it belongs. */
export const inputsDigestOf = (inputs: SimulationInputs): string => digestOf(inputs);

/** Inputs are at most this long. */
const INPUTS_BYTES_MAX = 64 * 1024;

/** Reads stored inputs; throws `StoredMalformed` for anything but their canonical bytes. */
export const readInputs = (bytes: Uint8Array): SimulationInputs =>
  readStored(SimulationInputs, bytes, INPUTS_BYTES_MAX);
