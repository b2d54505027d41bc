import { REPLICAS, type JobOf } from '@policy-registry/domain';
import { buildSimulationEvidence } from '@policy-registry/evidence';
import { sha256Hex } from '@policy-registry/kernel';
import {
  readPartial,
  resultBytes,
  resultDigestOf,
  startReduction,
  timingBytes,
  timingOf,
  verdictsOf,
  type PartialResult,
  type PresentInputs,
  type PresentResult,
  type ReductionOf,
  type ShardTiming,
} from '@policy-registry/simulation';
import { z } from 'zod';

import { presentInputsOf, readPlan } from './plan.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

/** Combines the partial results into the result and its evidence archive. */
export const reduce = async ({ tenant, data }: JobOf<'reduce'>, workshop: Workshop): Promise<Answer> => {
  const { blobs } = workshop;
  const { simulationId, planDigest, partialDigests, timings, replicas = REPLICAS } = data;
  const plan = await readPlan(blobs, tenant, planDigest);
  const inputs = presentInputsOf(plan);
  const candidateIr = await blobs.get({ tenant, digest: inputs.candidate.irDigest });
  const of = { inputs, tuples: plan.tuples, candidateRules: rulesOf(candidateIr) };

  const partials: Uint8Array[] = [];
  for (const digest of partialDigests) partials.push(await blobs.get({ tenant, digest }));
  // A twin evaluation gave these very partial results, or the decider would have stopped; reduced in another order.
  const { result, shuffled } = reducedTwice(of, partials);
  const bytes = resultBytes(result);
  const again = resultDigestOf(shuffled);
  if (again !== sha256Hex(bytes)) {
    throw new SimulationRefused('DETERMINISM_VIOLATION', 'the result depends on the order of its shards');
  }

  const resultDigest = await putBytes(blobs, tenant, bytes);
  const timing = timings === undefined ? undefined : timingOf(inputs, timings.map(toShardTiming));
  const timingDigest = timing && (await putBytes(blobs, tenant, timingBytes(timing)));
  const evidence = await buildSimulationEvidence({
    tenant,
    simulationId,
    candidate: plan.candidate,
    inputs,
    result: bytes,
    ...(replicas > 1 && { twinResultDigest: again }),
    partials,
    snapshotManifest: await blobs.get({ tenant, digest: inputs.snapshotDigest }),
    baseIr: await blobs.get({ tenant, digest: inputs.base.irDigest }),
    candidateIr,
    worm: blobs.worm,
  });
  const evidenceDigest = await putBytes(blobs, tenant, evidence.bytes);
  const { rulesNeverHit, tuplesMissingEvidence } = result.coverage;
  const rules = of.candidateRules.length;
  return {
    type: 'RecordReduction',
    data: {
      simulationId,
      result: {
        resultDigest,
        ...(timingDigest !== undefined && { timingDigest }),
        ...budgetsOf(inputs, timing === undefined ? [result] : [result, timing]),
        evidenceDigest,
        evidenceBytes: evidence.bytes.length,
        counts: result.counts,
        tuples: result.tuples,
        coverage: {
          rules,
          rulesHit: rules - rulesNeverHit.length,
          tuplesMissingEvidence: tuplesMissingEvidence.candidate,
        },
      },
    },
  };
};

/** A reduction remembers every name that changed; of more tuples than these two are not in memory together. */
const TUPLES_AT_ONCE_MAX = 1_000_000;

/**
 * One reduction in order, one in another order. Reads each partial result once and gives it to both, neighbours the
 * other way round to the second; those of a larger snapshot are read twice, for one reduction after the other.
 */
const reducedTwice = (
  of: ReductionOf<PresentInputs>,
  partials: readonly Uint8Array[],
): { readonly result: PresentResult; readonly shuffled: PresentResult } => {
  if (of.tuples > TUPLES_AT_ONCE_MAX)
    return { result: reduced(of, partials), shuffled: reduced(of, partials.toReversed()) };
  const inOrder = startReduction(of);
  const swapped = startReduction(of);
  let waiting: PartialResult | undefined;
  for (const bytes of partials) {
    const partial = readPartial(bytes);
    inOrder.add(partial);
    if (waiting === undefined) {
      waiting = partial;
    } else {
      swapped.add(partial);
      swapped.add(waiting);
      waiting = undefined;
    }
  }
  if (waiting !== undefined) swapped.add(waiting);
  return { result: inOrder.result(), shuffled: swapped.result() };
};

const reduced = (of: ReductionOf<PresentInputs>, partials: readonly Uint8Array[]): PresentResult => {
  const reduction = startReduction(of);
  for (const bytes of partials) reduction.add(readPartial(bytes));
  return reduction.result();
};

const toShardTiming = ([tuples, baseNs, candidateNs]: [number, number, number]): ShardTiming => ({
  tuples,
  baseNs,
  candidateNs,
});

/** The verdicts on the budgets in force, where there are any. */
const budgetsOf = (inputs: PresentInputs, documents: Parameters<typeof verdictsOf>[1]) =>
  inputs.budgets === undefined
    ? {}
    : { budgets: { version: inputs.budgets.version, lines: verdictsOf(inputs, documents) } };

const RuleNames = z.object({ rules: z.array(z.object({ name: z.string() })) });

/** Names of the rules of an IR, in evaluation order. */
export const rulesOf = (ir: Uint8Array): readonly string[] =>
  RuleNames.parse(JSON.parse(new TextDecoder().decode(ir))).rules.map(({ name }) => name);
