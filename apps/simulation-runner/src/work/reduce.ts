import type { JobOf } from '@policy-registry/domain';
import { buildSimulationEvidence } from '@policy-registry/evidence';
import { sha256Hex } from '@policy-registry/kernel';
import {
  readPartial,
  reduce as reducePartials,
  resultBytes,
  type PartialResult,
} from '@policy-registry/simulation';
import { z } from 'zod';

import { readPlan } from './plan.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

/** Combines the partial results into the result and its evidence archive. */
export const reduce = async ({ tenant, data }: JobOf<'reduce'>, { blobs }: Workshop): Promise<Answer> => {
  const { simulationId, planDigest, partialDigests } = data;
  const plan = await readPlan(blobs, tenant, planDigest);
  const partials: Uint8Array[] = [];
  for (const digest of partialDigests) partials.push(await blobs.get({ tenant, digest }));
  const candidateIr = await blobs.get({ tenant, digest: plan.inputs.candidate.irDigest });

  const of = { inputs: plan.inputs, tuples: plan.tuples, candidateRules: rulesOf(candidateIr) };
  const read: readonly PartialResult[] = partials.map(readPartial);
  const result = reducePartials(of, read);
  const bytes = resultBytes(result);
  // The twin evaluation gave these very partial results, or the decider would have stopped; reduced the other way round.
  const twinResultDigest = sha256Hex(resultBytes(reducePartials(of, read.toReversed())));
  if (twinResultDigest !== sha256Hex(bytes)) {
    throw new SimulationRefused('DETERMINISM_VIOLATION', 'the result depends on the order of its shards');
  }

  const resultDigest = await putBytes(blobs, tenant, bytes);
  const evidence = await buildSimulationEvidence({
    tenant,
    simulationId,
    candidate: plan.candidate,
    inputs: plan.inputs,
    result: bytes,
    twinResultDigest,
    partials,
    snapshotManifest: await blobs.get({ tenant, digest: plan.inputs.snapshotDigest }),
    baseIr: await blobs.get({ tenant, digest: plan.inputs.base.irDigest }),
    candidateIr,
    worm: blobs.worm,
  });
  const evidenceDigest = await putBytes(blobs, tenant, evidence.bytes);
  const { rulesNeverHit } = result.coverage;
  const rules = of.candidateRules.length;
  return {
    type: 'RecordReduction',
    data: {
      simulationId,
      result: {
        resultDigest,
        evidenceDigest,
        evidenceBytes: evidence.bytes.length,
        counts: result.counts,
        tuples: result.tuples,
        coverage: {
          rules,
          rulesHit: rules - rulesNeverHit.length,
          tuplesMissingEvidence: result.heatMap.candidate.reduce(
            (sum, { outcomes }) => sum + (outcomes.not_evaluable ?? 0),
            0,
          ),
        },
      },
    },
  };
};

const RuleNames = z.object({ rules: z.array(z.object({ name: z.string() })) });

/** Names of the rules of an IR, in evaluation order. */
const rulesOf = (ir: Uint8Array): readonly string[] =>
  RuleNames.parse(JSON.parse(new TextDecoder().decode(ir))).rules.map(({ name }) => name);
