import type { JobOf } from '@policy-registry/domain';
import { readShard } from '@policy-registry/facts';
import type { FindingTuple } from '@policy-registry/finding';
import { evaluateShard, partialBytes, type ShardRange } from '@policy-registry/simulation';

import { readPlan, type Plan } from './plan.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

/** Evaluates both policies over one range of the snapshot; the partial result is kept under its digest. */
export const shard = async ({ tenant, data }: JobOf<'shard'>, workshop: Workshop): Promise<Answer> => {
  const { blobs, engines, runner } = workshop;
  const { simulationId, planDigest, index, replica } = data;
  const plan = await readPlan(blobs, tenant, planDigest);
  const range = plan.ranges[index];
  if (range === undefined) throw new SimulationRefused('INPUT_CORRUPT', `the plan has no shard ${index}`);

  const partial = await evaluateShard(engines, {
    inputs: plan.inputs,
    from: range.from,
    tuples: await readTuples(tenant, plan, range, workshop),
    baseIr: await blobs.get({ tenant, digest: plan.inputs.base.irDigest }),
    candidateIr: await blobs.get({ tenant, digest: plan.inputs.candidate.irDigest }),
  });
  const partialDigest = await putBytes(blobs, tenant, partialBytes(partial));
  return {
    type: 'RecordShard',
    data: { simulationId, planDigest, index, replica, partialDigest, tuples: range.count, runner },
  };
};

const readTuples = async (
  tenant: string,
  plan: Plan,
  { pieces }: ShardRange,
  { blobs }: Workshop,
): Promise<readonly FindingTuple[]> => {
  const tuples: FindingTuple[] = [];
  for (const { snapshotShard, from, count } of pieces) {
    const stored = plan.snapshotShards[snapshotShard];
    if (stored === undefined)
      throw new SimulationRefused('INPUT_CORRUPT', `the snapshot has no shard ${snapshotShard}`);
    const all = readShard(await blobs.get({ tenant, digest: stored.digest }));
    tuples.push(...all.slice(from, from + count));
  }
  return tuples;
};
