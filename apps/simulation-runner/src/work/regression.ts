import { regressionPathOf, type JobOf } from '@policy-registry/domain';
import { readShard, type StoredManifest } from '@policy-registry/facts';
import { EngineUnavailable, type FindingTuple } from '@policy-registry/finding';
import {
  enginesOf,
  readResult,
  regressionFile,
  runPolicyTests,
  settingOf,
  TEST_FILE_BYTES_MAX,
  type RegressionCase,
} from '@policy-registry/simulation';

import { readManifest } from './plan.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

type LeftOut = {
  readonly index: number;
  readonly reason: 'TUPLE_UNKNOWN' | 'NOT_REPRODUCED' | 'FILE_FULL';
};

/**
 * Makes a file of policy tests of the changed decisions that reviewers wanted: the findings as the simulation read them,
 * in its setting, with what the published version says of them. Each passes for that version before it is kept.
 */
export const regression = async (
  { tenant, data }: JobOf<'regression'>,
  workshop: Workshop,
): Promise<Answer> => {
  const { blobs, engines } = workshop;
  const { policyId, version, simulation, decisions } = data;
  const { inputs } = readResult(await blobs.get({ tenant, digest: simulation.resultDigest }));
  const build = enginesOf(inputs).candidate;
  const engine = engines.of(build);
  if (engine === undefined)
    throw new EngineUnavailable('BUILD_UNKNOWN', `the engine ${build} is not at hand`);
  const ir = await blobs.get({ tenant, digest: inputs.candidate.irDigest });
  const manifest = await readManifest(blobs, tenant, inputs.snapshotDigest);

  const path = regressionPathOf(version);
  const about = { name: `intended by the reviewers of version ${version}`, inputs };
  const passes = async (file: Uint8Array): Promise<boolean> =>
    (await runPolicyTests(engine, ir, new Map([[path, file]]))).failed === 0;
  const kept: RegressionCase[] = [];
  const leftOut: LeftOut[] = [];
  for (const { index, class: change } of decisions.toSorted((a, b) => a.index - b.index)) {
    const tuple = await tupleAt(tenant, manifest, index, workshop);
    const [outcome] = tuple === undefined ? [] : await engine.evaluate(ir, [tuple], settingOf(inputs));
    if (tuple === undefined || outcome === undefined) {
      leftOut.push({ index, reason: 'TUPLE_UNKNOWN' });
      continue;
    }
    const written = { index, change, tuple, outcome };
    if (regressionFile(about, [...kept, written]).length > TEST_FILE_BYTES_MAX)
      leftOut.push({ index, reason: 'FILE_FULL' });
    else if (await passes(regressionFile(about, [written]))) kept.push(written);
    else leftOut.push({ index, reason: 'NOT_REPRODUCED' });
  }

  const bytes = regressionFile(about, kept);
  if (kept.length > 0 && !(await passes(bytes)))
    throw new Error(`the tests of version ${version} pass alone, and not together`);
  return {
    type: 'RecordRegressionTests',
    data: {
      policyId,
      version,
      simulationId: simulation.simulationId,
      ...(kept.length > 0 && {
        file: { path, size: bytes.length, sha256: await putBytes(blobs, tenant, bytes) },
      }),
      tested: kept.map(({ index }) => index),
      leftOut,
    },
  };
};

/** The tuple with this index in the whole snapshot; `undefined` behind its end. */
const tupleAt = async (
  tenant: string,
  { shards }: StoredManifest,
  index: number,
  { blobs, readTuple }: Workshop,
): Promise<FindingTuple | undefined> => {
  let from = 0;
  for (const { digest, tuples } of shards) {
    if (index < from + tuples) return readShard(await blobs.get({ tenant, digest }), readTuple)[index - from];
    from += tuples;
  }
  return undefined;
};
