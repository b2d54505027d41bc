import { REPLICAS, type JobOf } from '@policy-registry/domain';
import { buildSimulationEvidence } from '@policy-registry/evidence';
import {
  readPartial,
  reduce as reduceAll,
  resultBytes,
  timingBytes,
  timingOf,
  verdictsOf,
  type PartialResult,
  type PresentInputs,
  type ShardTiming,
} from '@policy-registry/simulation';
import { z } from 'zod';

import { presentInputsOf, readPlan } from './plan.ts';
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
  // From the last to the first; that the other way round gives the same is looked at when the evidence is made.
  const result = reduceAll(of, inReverse(partials));
  const bytes = resultBytes(result);
  const resultDigest = await putBytes(blobs, tenant, bytes);
  const timing = timings === undefined ? undefined : timingOf(inputs, timings.map(toShardTiming));
  const timingDigest = timing && (await putBytes(blobs, tenant, timingBytes(timing)));
  const evidence = await buildSimulationEvidence({
    tenant,
    simulationId,
    candidate: plan.candidate,
    inputs,
    result: bytes,
    // A twin evaluation gave these very partial results, or the decider would have stopped.
    ...(replicas > 1 && { twinResultDigest: resultDigest }),
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

// One is read at a time: read, they take several times the memory of their bytes.
const inReverse = function* (partials: readonly Uint8Array[]): Generator<PartialResult> {
  for (const bytes of partials.toReversed()) yield readPartial(bytes);
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
