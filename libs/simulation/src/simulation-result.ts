import { BANDS, STATUSES } from '@policy-registry/finding';
import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import { RESULT_CLASSES } from './classify.ts';
import { SimulationInputs } from './inputs.ts';
import { Sample } from './samples.ts';
import { readStored } from './stored.ts';

const Count = z.int().nonnegative();

/** Tuples per class; every class is listed, and they sum to the tuples. */
export const ClassCounts = z.record(z.enum(RESULT_CLASSES), Count);
export type ClassCounts = z.infer<typeof ClassCounts>;

/** The bands, `unknown` (decided, with neither score nor band) and `not_decided` (an error or `not_evaluable`). */
export const SEVERITY_COLUMNS = [...BANDS, 'unknown', 'not_decided'] as const;
export type SeverityColumn = (typeof SEVERITY_COLUMNS)[number];
export const SeverityCounts = z.record(z.enum(SEVERITY_COLUMNS), Count);
export type SeverityCounts = z.infer<typeof SeverityCounts>;

/** The columns of the heat map: how a tuple came out. */
export const OUTCOME_COLUMNS = [...STATUSES, 'not_evaluable', 'error'] as const;
export type OutcomeColumn = (typeof OUTCOME_COLUMNS)[number];
/** One line of the heat map. `null`: no rule decided (`default_status`, `not_evaluable`) or it is not told (an error). */
const RuleCounts = z.strictObject({
  rule: z.string().nullable(),
  outcomes: z.partialRecord(z.enum(OUTCOME_COLUMNS), Count),
});
export type RuleCounts = z.infer<typeof RuleCounts>;

/** A component or image with the number of its tuples that changed, in all and by class. */
const Mover = z.strictObject({
  name: z.string(),
  changed: Count,
  classes: z.partialRecord(z.enum(RESULT_CLASSES), Count),
});
export type Mover = z.infer<typeof Mover>;

/**
 * What would change if the candidate took the place of the base. A function of the inputs alone: it holds no time
 * of its making, no worker and no cut into shards.
 */
export const SimulationResult = z.strictObject({
  schema: z.literal('policy-registry.simulation-result@1'),
  inputs: SimulationInputs,
  tuples: Count,
  counts: ClassCounts,
  severity: z.strictObject({ before: SeverityCounts, after: SeverityCounts }),
  /** Lines by rule name (bytewise), `null` first; columns without tuples are left out. */
  heatMap: z.strictObject({ base: z.array(RuleCounts), candidate: z.array(RuleCounts) }),
  movers: z.strictObject({ components: z.array(Mover), images: z.array(Mover) }),
  /** By class in order of precedence, then by the seeded draw. */
  samples: z.array(Sample),
  coverage: z.strictObject({
    /** Rules of the candidate that decided no tuple, in evaluation order. */
    rulesNeverHit: z.array(z.string()),
    /** Names whose being unknown left the candidate without an answer, bytewise. */
    missing: z.array(z.strictObject({ name: z.string(), tuples: Count })),
  }),
});
export type SimulationResult = z.infer<typeof SimulationResult>;

/** The canonical bytes: what is stored, signed and compared. */
export const resultBytes = (result: SimulationResult): Uint8Array => canonicalBytes(result);

/** SHA-256 of {@link resultBytes}: the digest of a simulation. */
export const resultDigestOf = (result: SimulationResult): string => sha256Hex(resultBytes(result));

/** A stored result is at most this long. */
export const RESULT_BYTES_MAX = 64 * 1024 * 1024;

/** Reads a stored result; throws `StoredMalformed` for anything but its canonical bytes. */
export const readResult = (bytes: Uint8Array): SimulationResult =>
  readStored(SimulationResult, bytes, RESULT_BYTES_MAX);
