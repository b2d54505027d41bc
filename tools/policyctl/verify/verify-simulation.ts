import { EMPTY_POLICY_DIGEST } from '@policy-registry/dsl';
import { sha256Hex } from '@policy-registry/kernel';
import {
  inputsDigestOf,
  PartialsRefused,
  readPartial,
  type Reduction,
  resultDigestOf,
  startReduction,
  StoredMalformed,
  type SimulationInputs,
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
  const candidateRules = await rulesOf(simulation.inputs.candidate.irDigest, readBlob);
  let reduction: Reduction | undefined;
  try {
    for (const [index, digest] of agreedDigests(shards)) {
      const partial = readPartial(await wholeBlob(digest, `the partial result of shard ${index}`, readBlob));
      reduction ??= startReduction({
        inputs: inputsOf(simulation, partial.inputsDigest),
        tuples: simulation.tuples,
        candidateRules,
      });
      reduction.add(partial);
    }
    if (reduction === undefined) throw new Contradicted('no partial result is recorded');
    return resultDigestOf(reduction.result());
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

/** The inputs as recorded, in the form that the partial results name: what is stored may be older than this program. */
const inputsOf = (simulation: RecordedSimulation, inputsDigest: string): SimulationInputs => {
  const { inputs, engine } = simulation;
  const { snapshotDigest, snapshotFrozenAt, budgets, evaluatedAt, seed, env } = inputs;
  const base =
    inputs.base.kind === 'empty'
      ? { kind: inputs.base.kind, irDigest: EMPTY_POLICY_DIGEST }
      : { kind: inputs.base.kind, irDigest: inputs.base.irDigest };
  const { irDigest } = inputs.candidate;
  const before: SimulationInputs = {
    schema: 'policy-registry.simulation-inputs@1',
    snapshotDigest,
    base,
    candidate: { irDigest },
    engine,
    evaluatedAt,
    seed,
    env,
  };
  if (inputsDigestOf(before) === inputsDigest) return before;
  return {
    schema: 'policy-registry.simulation-inputs@2',
    snapshotDigest,
    ...(snapshotFrozenAt !== undefined && { snapshotFrozenAt }),
    base: { ...base, engine },
    candidate: { irDigest, engine },
    ...(budgets !== undefined && { budgets }),
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
