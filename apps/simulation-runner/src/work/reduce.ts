import { REPLICAS, type JobOf } from '@policy-registry/domain';
import { buildSimulationEvidence, type PartialEvidence } from '@policy-registry/evidence';
import {
  readPartial,
  resultBytes,
  startReduction,
  timingBytes,
  timingOf,
  verdictsOf,
  type PresentInputs,
  type ShardTiming,
} from '@policy-registry/simulation';
import { z } from 'zod';

import { presentInputsOf, readPlan } from './plan.ts';
import { putBytes, putContent, type Answer, type Workshop } from './workshop.ts';

/** Combines the partial results into the result and its evidence archive. */
export const reduce = async ({ tenant, data }: JobOf<'reduce'>, workshop: Workshop): Promise<Answer> => {
  const { blobs } = workshop;
  const { simulationId, planDigest, partialDigests, timings, replicas = REPLICAS } = data;
  const plan = await readPlan(blobs, tenant, planDigest);
  const inputs = presentInputsOf(plan);
  const candidateIr = await blobs.get({ tenant, digest: inputs.candidate.irDigest });
  const candidateRules = rulesOf(candidateIr);

  const reduction = startReduction(inputs);
  const partials: PartialEvidence[] = [];
  // From the last to the first; that the other way round gives the same is looked at when the evidence is made. One is in
  // memory at a time: all of them may be more than fits.
  for (const digest of partialDigests.toReversed()) {
    const read = () => blobs.get({ tenant, digest });
    const bytes = await read();
    reduction.add(readPartial(bytes));
    partials.unshift({ sha256: digest, size: bytes.length, read });
  }
  const result = reduction.result({ tuples: plan.tuples, candidateRules });
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
  const stored = await putContent(blobs, tenant, evidence);
  const { rulesNeverHit, tuplesMissingEvidence } = result.coverage;
  const rules = candidateRules.length;
  return {
    type: 'RecordReduction',
    data: {
      simulationId,
      result: {
        resultDigest,
        ...(timingDigest !== undefined && { timingDigest }),
        ...budgetsOf(inputs, timing === undefined ? [result] : [result, timing]),
        evidenceDigest: stored.digest,
        evidenceBytes: stored.sizeBytes,
        counts: result.counts,
        tuples: result.tuples,
        ...(result.waived !== undefined && {
          waived: { tuples: result.waived.tuples, waivers: result.waived.waivers },
        }),
        coverage: {
          rules,
          rulesHit: rules - rulesNeverHit.length,
          tuplesMissingEvidence: tuplesMissingEvidence.candidate,
        },
      },
    },
  };
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
