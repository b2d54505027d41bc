import { SHARDS_MAX, type Engines, type FrozenInputs, type JobOf } from '@policy-registry/domain';
import { readManifest as toManifest, type StoredManifest } from '@policy-registry/facts';
import { EngineUnavailable } from '@policy-registry/finding';
import { AggregateId, Sha256, type BlobStore } from '@policy-registry/kernel';
import { evaluatorFor } from '@policy-registry/policy-engine';
import { planShards, SimulationInputs, type PresentInputs } from '@policy-registry/simulation';
import { z } from 'zod';

import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, putJson, type Answer, type Workshop } from './workshop.ts';

const count = z.int().nonnegative();

/** What every job of one simulation reads: inputs with all digests, and how the snapshot is cut. */
export const Plan = z.strictObject({
  schema: z.literal('policy-registry.simulation-plan@1'),
  simulationId: AggregateId,
  candidate: z.strictObject({ policyId: AggregateId, version: z.int().positive(), contentDigest: Sha256 }),
  inputs: SimulationInputs,
  tuples: count,
  snapshotShards: z.array(z.strictObject({ digest: Sha256, tuples: count })),
  ranges: z.array(
    z.strictObject({
      index: count,
      from: count,
      count,
      pieces: z.array(z.strictObject({ snapshotShard: count, from: count, count })),
    }),
  ),
});
export type Plan = z.infer<typeof Plan>;

/** Plans that jobs read of late: all shards of a simulation read the same one, and what a digest names never changes. */
const PLANS_KEPT_MAX = 4;
const kept = new WeakMap<BlobStore, Map<string, Plan>>();

export const readPlan = async (blobs: BlobStore, tenant: string, digest: string): Promise<Plan> => {
  const plans = kept.get(blobs) ?? new Map<string, Plan>();
  kept.set(blobs, plans);
  const name = `${tenant}/${digest}`;
  const plan = plans.get(name) ?? Plan.parse(parseJson(await blobs.get({ tenant, digest })));
  plans.delete(name);
  plans.set(name, plan);
  const [oldest] = plans.keys();
  if (plans.size > PLANS_KEPT_MAX && oldest !== undefined) plans.delete(oldest);
  return plan;
};

/** The inputs of a plan that is still to be worked on; one made by an earlier version of the runner is refused. */
export const presentInputsOf = ({ inputs }: Plan): PresentInputs => {
  if (inputs.schema === 'policy-registry.simulation-inputs@2') return inputs;
  throw new SimulationRefused('INPUT_CORRUPT', 'it was planned by an earlier version: start it again');
};

/** A snapshot's manifest of whichever version; refuses bytes that are none. */
export const readManifest = async (
  blobs: BlobStore,
  tenant: string,
  digest: string,
): Promise<StoredManifest> => {
  const manifest = toManifest(await blobs.get({ tenant, digest }));
  if (manifest === undefined)
    throw new SimulationRefused('INPUT_CORRUPT', `${digest} is no manifest of a snapshot`);
  return manifest;
};

/** Fixes the engine and cuts the snapshot. */
export const plan = async ({ tenant, data }: JobOf<'plan'>, workshop: Workshop): Promise<Answer> => {
  const { blobs } = workshop;
  const { simulationId, policyId, inputs, shardTuples } = data;
  const manifest = await readManifest(blobs, tenant, inputs.snapshotDigest);
  const sizes = manifest.shards.map(({ tuples }) => tuples);
  // Counted before anything is cut: a cut beyond the limit is no answer.
  if (shardTuples !== undefined)
    verifyShards(Math.ceil(sizes.reduce((sum, tuples) => sum + tuples, 0) / shardTuples));
  const ranges = planShards(sizes, shardTuples);
  if (ranges.length === 0) throw new SimulationRefused('INPUT_EMPTY', 'the snapshot holds no tuple');
  verifyShards(ranges.length);

  const { version, contentDigest } = inputs.candidate;
  if (version === undefined)
    throw new SimulationRefused('INPUT_CORRUPT', 'the candidate of a batch is no version');
  const pinned = await pinnedInputs({ tenant, inputs, engines: data.engines }, workshop);
  const planned: Plan = {
    schema: 'policy-registry.simulation-plan@1',
    simulationId,
    candidate: { policyId, version, contentDigest },
    inputs: pinned,
    tuples: manifest.tuples,
    snapshotShards: manifest.shards.map(({ digest, tuples }) => ({ digest, tuples })),
    ranges: ranges.map(({ pieces, ...range }) => ({ ...range, pieces: [...pieces] })),
  };
  const planDigest = await putJson(blobs, tenant, planned);
  return {
    type: 'RecordPlan',
    data: {
      simulationId,
      engine: pinned.candidate.engine,
      planDigest,
      shards: ranges.length,
      tuples: manifest.tuples,
    },
  };
};

const verifyShards = (shards: number): void => {
  if (shards > SHARDS_MAX)
    throw new SimulationRefused('SHARDS_TOO_MANY', `${shards} shards are more than ${SHARDS_MAX}`);
};

export type Pinning = {
  readonly tenant: string;
  readonly inputs: FrozenInputs;
  readonly engines: Engines | undefined;
};

/** The inputs with the build of each side: the one that was named, which must be here, or the first that knows its language. */
export const pinnedInputs = async (
  { tenant, inputs, engines }: Pinning,
  workshop: Workshop,
): Promise<PresentInputs> => {
  const base = await baseOf(tenant, inputs.base, workshop);
  const { irDigest } = inputs.candidate;
  return {
    schema: 'policy-registry.simulation-inputs@2',
    snapshotDigest: inputs.snapshotDigest,
    ...(inputs.snapshotFrozenAt !== undefined && { snapshotFrozenAt: inputs.snapshotFrozenAt }),
    base: {
      ...base,
      engine: await buildOf({ tenant, irDigest: base.irDigest, build: engines?.base }, workshop),
    },
    candidate: { irDigest, engine: await buildOf({ tenant, irDigest, build: engines?.candidate }, workshop) },
    ...(inputs.budgets !== undefined && { budgets: inputs.budgets }),
    ...(inputs.waivers !== undefined && { waivers: inputs.waivers }),
    ...(inputs.captureExplain === false && { captureExplain: false }),
    evaluatedAt: inputs.evaluatedAt,
    seed: inputs.seed,
    env: inputs.env,
  };
};

type Side = { readonly tenant: string; readonly irDigest: string; readonly build: string | undefined };

const buildOf = async ({ tenant, irDigest, build }: Side, { blobs, engines }: Workshop): Promise<string> => {
  if (build === undefined) {
    const engine = evaluatorFor(engines, await blobs.get({ tenant, digest: irDigest }));
    if (engine === undefined)
      throw new EngineUnavailable('BUILD_UNKNOWN', 'no engine at hand knows the language of the policy');
    return engine.build;
  }
  if (engines.of(build) === undefined)
    throw new EngineUnavailable('BUILD_UNKNOWN', `the engine ${build} is not at hand`);
  return build;
};

// The empty policy is compiled here like any other, so that its IR has a digest and can be handed over.
const EMPTY_POLICY = 'policy "empty" syntax "stella-dsl@1" {}\n';

const baseOf = async (
  tenant: string,
  base: FrozenInputs['base'],
  { blobs, engine }: Workshop,
): Promise<{ readonly kind: 'version' | 'empty'; readonly irDigest: string }> => {
  if (base.kind === 'version') return { kind: 'version', irDigest: base.irDigest };
  const { compiled } = await engine.compile(
    new Map([['policy.stella', new TextEncoder().encode(EMPTY_POLICY)]]),
  );
  if (compiled === undefined) throw new Error('the engine does not compile the empty policy');
  return { kind: 'empty', irDigest: await putBytes(blobs, tenant, compiled.ir) };
};

const parseJson = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
