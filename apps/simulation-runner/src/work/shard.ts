import type { JobOf } from '@policy-registry/domain';
import { readShard } from '@policy-registry/facts';
import type { FindingTuple } from '@policy-registry/finding';
import { partialBytes, timedShard, type ShardRange } from '@policy-registry/simulation';

import { presentInputsOf, readPlan, type Plan } from './plan.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

/** Evaluates both policies over one range of the snapshot; the partial result is kept under its digest. */
export const shard = async ({ tenant, data }: JobOf<'shard'>, workshop: Workshop): Promise<Answer> => {
  const { blobs, engines, runner } = workshop;
  const { simulationId, planDigest, index, replica, attempt = 1 } = data;
  const plan = await readPlan(blobs, tenant, planDigest);
  const range = plan.ranges[index];
  if (range === undefined) throw new SimulationRefused('INPUT_CORRUPT', `the plan has no shard ${index}`);

  const work = {
    inputs: presentInputsOf(plan),
    from: range.from,
    tuples: await readTuples(tenant, plan, range, workshop),
    baseIr: await blobs.get({ tenant, digest: plan.inputs.base.irDigest }),
    candidateIr: await blobs.get({ tenant, digest: plan.inputs.candidate.irDigest }),
  };
  const { partial, timing } = await timedShard(engines, work, nowNs);
  const partialDigest = await putBytes(blobs, tenant, partialBytes(partial));
  return {
    type: 'RecordShard',
    data: {
      simulationId,
      planDigest,
      index,
      replica,
      attempt,
      partialDigest,
      tuples: range.count,
      runner,
      timing: { baseNs: timing.baseNs, candidateNs: timing.candidateNs },
    },
  };
};

// Of a clock that only goes forward.
const nowNs = (): bigint => BigInt(Math.round(performance.now() * 1_000_000));

const readTuples = async (
  tenant: string,
  plan: Plan,
  { pieces }: ShardRange,
  { blobs, readTuple }: Workshop,
): Promise<readonly FindingTuple[]> => {
  const tuples: FindingTuple[] = [];
  for (const { snapshotShard, from, count } of pieces) {
    const stored = plan.snapshotShards[snapshotShard];
    if (stored === undefined)
      throw new SimulationRefused('INPUT_CORRUPT', `the snapshot has no shard ${snapshotShard}`);
    const all = readShard(await blobs.get({ tenant, digest: stored.digest }), readTuple);
    tuples.push(...all.slice(from, from + count));
  }
  return tuples;
};
