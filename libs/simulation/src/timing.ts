import { readBudget } from '@policy-registry/finding';
import { canonicalBytes, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { BudgetVerdict, judge } from './budgets.ts';
import { Count } from './class-counts.ts';
import { inputsDigestOf, type PresentInputs } from './inputs.ts';
import { readStored } from './stored.ts';
import { sumOf } from './tally.ts';

/** How long the evaluation of one shard took, without reading it and without its samples' traces. */
export const ShardTiming = z.strictObject({
  tuples: z.int().positive(),
  /** Nanoseconds for all of its tuples. */
  baseNs: Count,
  candidateNs: Count,
});
export type ShardTiming = z.infer<typeof ShardTiming>;

const SideTiming = z.strictObject({
  /** Nanoseconds per tuple: nearest rank over the shards, each weighing as many as its tuples. */
  p50Ns: Count,
  p95Ns: Count,
  maxNs: Count,
  tuplesPerSecond: Count,
});

/**
 * How long a simulation's evaluation took. It is no part of the result and of no digest that the result has: two runs of
 * the same inputs have the same result and different timings.
 */
export const SimulationTiming = z.strictObject({
  schema: z.literal('policy-registry.simulation-timing@1'),
  inputsDigest: Sha256,
  base: SideTiming,
  candidate: SideTiming,
  /** In the order of the plan. */
  shards: z.array(ShardTiming),
  /** The budget lines on time; the others are in the result. */
  budgets: z.array(BudgetVerdict),
});
export type SimulationTiming = z.infer<typeof SimulationTiming>;

/** The timing of a simulation from that of its shards, in the order of the plan. */
export const timingOf = (inputs: PresentInputs, shards: readonly ShardTiming[]): SimulationTiming => {
  const base = sideOf(shards, ({ baseNs }) => baseNs);
  const candidate = sideOf(shards, ({ candidateNs }) => candidateNs);
  const measured = { p95Ns: { base: base.p95Ns, candidate: candidate.p95Ns } };
  const budgets = (inputs.budgets?.lines ?? [])
    .map(readBudget)
    .filter(({ measure }) => measure.kind === 'p95_evaluation')
    .map((budget) => judge(budget, measured));
  const schema = 'policy-registry.simulation-timing@1';
  return { schema, inputsDigest: inputsDigestOf(inputs), base, candidate, shards: [...shards], budgets };
};

export const timingBytes = (timing: SimulationTiming): Uint8Array => canonicalBytes(timing);

const TIMING_BYTES_MAX = 4 * 1024 * 1024;

/** Reads a stored timing; throws `StoredMalformed` for anything but its canonical bytes. */
export const readTiming = (bytes: Uint8Array): SimulationTiming =>
  readStored(SimulationTiming, bytes, TIMING_BYTES_MAX);

const NS_PER_S = 1_000_000_000;

const sideOf = (
  shards: readonly ShardTiming[],
  nsOf: (shard: ShardTiming) => number,
): z.infer<typeof SideTiming> => {
  const perTuple = shards
    .map((shard) => ({ ns: Math.round(nsOf(shard) / shard.tuples), tuples: shard.tuples }))
    .toSorted((a, b) => a.ns - b.ns);
  const tuples = sumOf(shards.map((shard) => shard.tuples));
  const totalNs = sumOf(shards.map(nsOf));
  const quantile = (percent: number): number => {
    const rank = Math.ceil((tuples * percent) / 100);
    let reached = 0;
    const found = perTuple.find((each) => (reached += each.tuples) >= rank);
    return found?.ns ?? 0;
  };
  return {
    p50Ns: quantile(50),
    p95Ns: quantile(95),
    maxNs: perTuple.at(-1)?.ns ?? 0,
    tuplesPerSecond: totalNs === 0 ? 0 : Math.round((tuples * NS_PER_S) / totalNs),
  };
};
