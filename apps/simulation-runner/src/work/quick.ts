import type { JobOf } from '@policy-registry/domain';
import { readShard } from '@policy-registry/facts';
import type { FindingTuple } from '@policy-registry/finding';
import {
  evaluateShard,
  pickSample,
  quickResultBytes,
  reduce,
  type ShardPick,
} from '@policy-registry/simulation';

import { pinnedInputs, readManifest } from './plan.ts';
import { rulesOf } from './reduce.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

/** Whoever waits for a quick simulation has given up by then. */
const QUICK_MS_MAX = 10_000;

/** A whole simulation over a sample of the snapshot, in one job: for the editor, and no evidence. */
export const quick = async ({ tenant, data }: JobOf<'quick'>, workshop: Workshop): Promise<Answer> => {
  const { blobs, engines } = workshop;
  const { simulationId, inputs: frozen, sampleTuples } = data;
  const manifest = await readManifest(blobs, tenant, frozen.snapshotDigest);
  const inputs = await pinnedInputs({ tenant, inputs: frozen, engines: data.engines }, workshop);
  const tuplesPerShard = manifest.shards.map(({ tuples }) => tuples);
  const picks = pickSample({ seed: inputs.seed, sampleTuples, tuplesPerShard });
  const tuples = await readPicked(tenant, manifest.shards, picks, workshop);
  if (tuples.length === 0) throw new SimulationRefused('INPUT_EMPTY', 'the snapshot holds no tuple');

  const baseIr = await blobs.get({ tenant, digest: inputs.base.irDigest });
  const candidateIr = await blobs.get({ tenant, digest: inputs.candidate.irDigest });
  const partial = await inTime(evaluateShard(engines, { inputs, from: 0, tuples, baseIr, candidateIr }));
  const result = reduce({ inputs, tuples: tuples.length, candidateRules: rulesOf(candidateIr) }, [partial]);

  const sample = {
    tuples: tuples.length,
    of: manifest.tuples,
    shards: picks.length,
    ofShards: manifest.shards.length,
  };
  const resultDigest = await putBytes(
    blobs,
    tenant,
    quickResultBytes({ schema: 'policy-registry.quick-result@1', sample, result }),
  );
  return {
    type: 'RecordQuickResult',
    data: {
      simulationId,
      engines: { base: inputs.base.engine, candidate: inputs.candidate.engine },
      result: { resultDigest, counts: result.counts, tuples: sample.tuples, of: sample.of },
    },
  };
};

const readPicked = async (
  tenant: string,
  shards: readonly { readonly digest: string }[],
  picks: readonly ShardPick[],
  { blobs, readTuple }: Workshop,
): Promise<readonly FindingTuple[]> => {
  const tuples: FindingTuple[] = [];
  for (const { snapshotShard, positions } of picks) {
    const digest = shards[snapshotShard]?.digest;
    if (digest === undefined)
      throw new SimulationRefused('INPUT_CORRUPT', `the snapshot has no shard ${snapshotShard}`);
    const all = readShard(await blobs.get({ tenant, digest }), readTuple);
    tuples.push(...positions.flatMap((position) => all[position] ?? []));
  }
  return tuples;
};

const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const refusal = new SimulationRefused('TIMED_OUT', `the engine took more than ${QUICK_MS_MAX / 1_000} s`);
    timer = setTimeout(() => reject(refusal), QUICK_MS_MAX);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
