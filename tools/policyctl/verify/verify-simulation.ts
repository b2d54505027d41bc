import { EMPTY_POLICY_DIGEST } from '@policy-registry/dsl';
import { sha256Hex } from '@policy-registry/kernel';
import {
  enginesOf,
  inputsDigestOf,
  PartialsRefused,
  readPartial,
  resultDigestOf,
  SimulationInputs,
  startReduction,
  StoredMalformed,
} from '@policy-registry/simulation';
import { z } from 'zod';

import type { Finding } from '../answer.ts';
import type { RecordedShard, RecordedSimulation } from '../client/recorded-simulation.ts';

/** The stored bytes under a digest; `undefined` when the store has none or none that are whole. */
export type ReadBlob = (digest: string) => Promise<Uint8Array | undefined>;

export type SimulationVerdict = {
  readonly recordedDigest: string;
  /** What the partial results reduce to; absent when they could not be reduced. */
  readonly reducedDigest: string | undefined;
  readonly partials: number;
  readonly findings: readonly (Finding & { readonly finding: 'digest' })[];
};

// All that is read of the compiled policy here: which rules there are.
const RulesOfIr = z.looseObject({ rules: z.array(z.looseObject({ name: z.string() })) });

// All that is read of the plan here: what it pinned.
const PinnedPlan = z.looseObject({ inputs: SimulationInputs });

/** The stored bytes do not bear out what was recorded. */
class Contradicted extends Error {
  override readonly name = 'Contradicted';
}

/** Reduces the stored partial results once more, whoever computed them, and compares with the recorded digest. */
export const verifySimulation = async (
  simulation: RecordedSimulation,
  shards: readonly RecordedShard[],
  readBlob: ReadBlob,
): Promise<SimulationVerdict> => {
  const recordedDigest = simulation.result.resultDigest;
  const partials = new Set(shards.map(({ partialDigest }) => partialDigest)).size;
  try {
    const reducedDigest = await reducedDigestOf(simulation, shards, readBlob);
    const isEqual = reducedDigest === recordedDigest;
    const findings = isEqual
      ? []
      : [found(`the partial results reduce to ${reducedDigest}, recorded is ${recordedDigest}`)];
    return { recordedDigest, reducedDigest, partials, findings };
  } catch (error) {
    if (!(error instanceof Contradicted)) throw error;
    return { recordedDigest, reducedDigest: undefined, partials, findings: [found(error.message)] };
  }
};

const found = (detail: string) => ({ finding: 'digest' as const, detail });

const reducedDigestOf = async (
  simulation: RecordedSimulation,
  shards: readonly RecordedShard[],
  readBlob: ReadBlob,
): Promise<string> => {
  const [inputs, candidateRules] = [
    await plannedInputs(simulation, readBlob),
    await rulesOf(simulation.inputs.candidate.irDigest, readBlob),
  ];
  const digests = agreedDigests(shards);
  if (digests.size === 0) throw new Contradicted('no partial result is recorded');
  try {
    const reduction = startReduction(inputs);
    for (const [index, digest] of digests) {
      const bytes = await wholeBlob(digest, `the partial result of shard ${index}`, readBlob);
      reduction.add(readPartial(bytes));
    }
    return resultDigestOf(reduction.result({ tuples: simulation.tuples, candidateRules }));
  } catch (error) {
    if (error instanceof PartialsRefused)
      throw new Contradicted(`${error.code}: ${error.message}`, { cause: error });
    if (error instanceof StoredMalformed)
      throw new Contradicted(`a partial result is ${error.message}`, { cause: error });
    throw error;
  }
};

/** Each shard was evaluated more than once, on whichever runner was free: all of them must have said the same. */
const agreedDigests = (shards: readonly RecordedShard[]): ReadonlyMap<number, string> => {
  const digests = new Map<number, string>();
  for (const { index, replica, partialDigest } of shards) {
    const known = digests.get(index) ?? partialDigest;
    if (known !== partialDigest)
      throw new Contradicted(`shard ${index} has another partial result in replica ${replica}`);
    digests.set(index, known);
  }
  return digests;
};

/** The inputs that the plan pinned, which are those that were recorded with the engine of each side beside. */
const plannedInputs = async (
  simulation: RecordedSimulation,
  readBlob: ReadBlob,
): Promise<SimulationInputs> => {
  const plan = PinnedPlan.safeParse(
    JSON.parse(new TextDecoder().decode(await wholeBlob(simulation.planDigest, 'the plan', readBlob))),
  );
  if (!plan.success) throw new Contradicted(`the plan (${simulation.planDigest}) pins no inputs`);
  const { inputs } = plan.data;
  const engines = enginesOf(inputs);
  // What was not asked for was chosen by the plan; the candidate's is recorded beside it.
  const recorded = {
    base: simulation.engines?.base ?? engines.base,
    candidate: simulation.engines?.candidate ?? simulation.engine,
  };
  for (const side of ['base', 'candidate'] as const) {
    if (engines[side] !== recorded[side])
      throw new Contradicted(
        `the plan has ${engines[side]} evaluate the ${side}, recorded is ${recorded[side]}`,
      );
  }
  if (inputsDigestOf(inputs) !== inputsDigestOf(recordedInputs(simulation, inputs.schema, engines)))
    throw new Contradicted('the plan pins other inputs than those that are recorded');
  return inputs;
};

/** The inputs as recorded, in the form that the plan has: what is stored may be older than this program. */
const recordedInputs = (
  { inputs, engine }: RecordedSimulation,
  schema: SimulationInputs['schema'],
  engines: ReturnType<typeof enginesOf>,
): SimulationInputs => {
  const { snapshotDigest, snapshotFrozenAt, budgets, waivers, captureExplain } = inputs;
  const { evaluatedAt, seed, env } = inputs;
  const base =
    inputs.base.kind === 'empty'
      ? { kind: inputs.base.kind, irDigest: EMPTY_POLICY_DIGEST }
      : { kind: inputs.base.kind, irDigest: inputs.base.irDigest };
  const { irDigest } = inputs.candidate;
  if (schema === 'policy-registry.simulation-inputs@1')
    return { schema, snapshotDigest, base, candidate: { irDigest }, engine, evaluatedAt, seed, env };
  return {
    schema,
    snapshotDigest,
    ...(snapshotFrozenAt !== undefined && { snapshotFrozenAt }),
    base: { ...base, engine: engines.base },
    candidate: { irDigest, engine: engines.candidate },
    ...(budgets !== undefined && { budgets }),
    ...(waivers !== undefined && { waivers }),
    ...(captureExplain !== undefined && { captureExplain }),
    evaluatedAt,
    seed,
    env,
  };
};

const rulesOf = async (digest: string, readBlob: ReadBlob): Promise<readonly string[]> => {
  const bytes = await wholeBlob(digest, 'the compiled candidate', readBlob);
  return RulesOfIr.parse(JSON.parse(new TextDecoder().decode(bytes))).rules.map(({ name }) => name);
};

const wholeBlob = async (digest: string, what: string, readBlob: ReadBlob): Promise<Uint8Array> => {
  const bytes = await readBlob(digest);
  if (bytes === undefined) throw new Contradicted(`${what} (${digest}) is gone or damaged in the store`);
  const actual = sha256Hex(bytes);
  if (actual !== digest) throw new Contradicted(`${what} has ${actual}, recorded is ${digest}`);
  return bytes;
};
