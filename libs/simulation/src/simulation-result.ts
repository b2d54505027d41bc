import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import { BudgetVerdict } from './budgets.ts';
import { ClassCounts, Count, SomeClassCounts } from './class-counts.ts';
import { Grouping } from './grouping.ts';
import { PresentInputs } from './inputs.ts';
import { HeatMap, Movers, SeverityCounts, SeverityMatrix } from './result-tables.ts';
import { Sample } from './samples.ts';
import { ResultOf1 } from './simulation-result-1.ts';
import { readStored } from './stored.ts';
import { WaivedCounts } from './waived-counts.ts';

const ResultOf2 = z.strictObject({
  schema: z.literal('policy-registry.simulation-result@2'),
  inputs: PresentInputs,
  tuples: Count,
  counts: ClassCounts,
  severity: z.strictObject({ before: SeverityCounts, after: SeverityCounts, moves: SeverityMatrix }),
  heatMap: HeatMap,
  movers: Movers,
  groups: z.strictObject({ image: Grouping, package: Grouping, team: Grouping }),
  /** By class in order of precedence, then by the seeded draw. */
  samples: z.array(Sample),
  coverage: z.strictObject({
    /** Rules of the candidate that decided no tuple, in evaluation order. */
    rulesNeverHit: z.array(z.string()),
    /** Names whose being unknown left the candidate without an answer, bytewise. */
    missing: z.array(z.strictObject({ name: z.string(), tuples: Count })),
    /** Tuples that evidence was missing for, under each policy. */
    tuplesMissingEvidence: z.strictObject({ base: Count, candidate: Count }),
  }),
  /** The parts of the findings that the budgets name, e.g. `tag:tier0`, by class. */
  scopes: z.array(z.strictObject({ scope: z.string(), classes: SomeClassCounts })),
  /** The budget lines in force, but for those on time, which are in the timing. */
  budgets: z.array(BudgetVerdict),
  /** What the waivers cover, each class as it is without them. Absent where the inputs have none. */
  waived: WaivedCounts.optional(),
});
/** The results that are written today. */
export type PresentResult = z.infer<typeof ResultOf2>;

/**
 * What would change if the candidate took the place of the base. A function of the inputs alone: it holds no time
 * of its making, no worker and no cut into shards.
 */
export const SimulationResult = z.discriminatedUnion('schema', [ResultOf1, ResultOf2]);
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
