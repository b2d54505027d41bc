import {
  EngineUnavailable,
  type FindingTuple,
  type PolicyEngine,
  type PolicyEngines,
} from '@policy-registry/finding';

import { evaluateRange, withTraces } from './evaluate-range.ts';
import { explainSamples } from './explain-samples.ts';
import { isExplained, type PresentInputs, settingOf } from './inputs.ts';
import type { PresentPartial } from './partial-result.ts';
import type { ShardTiming } from './timing.ts';

export type ShardWork = {
  readonly inputs: PresentInputs;
  /** Index of the first tuple in the snapshot. */
  readonly from: number;
  readonly tuples: readonly FindingTuple[];
  /** IR of both policies; the caller has checked their digests against the inputs. */
  readonly baseIr: Uint8Array;
  readonly candidateIr: Uint8Array;
};

/** The engines at hand. */
export type EngineLookup = Pick<PolicyEngines, 'of'>;

/**
 * One job of a batch simulation: both policies over the tuples, and the way to each sample where the inputs want it.
 * Rejects with what the engine rejects with, with {@link EngineUnavailable} when a build that the inputs pin is not at
 * hand, and with `EngineNotDeterministic` when an engine explains a sample otherwise than it evaluated it.
 */
export const evaluateShard = async (engines: EngineLookup, work: ShardWork): Promise<PresentPartial> =>
  (await timedShard(engines, work, () => 0n)).partial;

/** {@link evaluateShard}, and how long each engine took over it by a clock that counts nanoseconds. */
export const timedShard = async (
  engines: EngineLookup,
  work: ShardWork,
  nowNs: () => bigint,
): Promise<{ readonly partial: PresentPartial; readonly timing: ShardTiming }> => {
  const { inputs, from, tuples, baseIr, candidateIr } = work;
  const baseEngine = engineOf(engines, inputs.base.engine);
  const candidateEngine = engineOf(engines, inputs.candidate.engine);
  const setting = settingOf(inputs);
  const startedNs = nowNs();
  const base = await baseEngine.evaluate(baseIr, tuples, setting);
  const betweenNs = nowNs();
  const candidate = await candidateEngine.evaluate(candidateIr, tuples, setting);
  const endedNs = nowNs();
  const range = { inputs, from, tuples, base, candidate };
  const partial = evaluateRange(range);
  const timing = {
    tuples: tuples.length,
    baseNs: Number(betweenNs - startedNs),
    candidateNs: Number(endedNs - betweenNs),
  };

  if (!isExplained(inputs)) return { partial, timing };
  const traces = await explainSamples(range, partial.samples, {
    base: { engine: baseEngine, ir: baseIr },
    candidate: { engine: candidateEngine, ir: candidateIr },
  });
  return { partial: withTraces(partial, traces), timing };
};

const engineOf = (engines: EngineLookup, build: string): PolicyEngine => {
  const engine = engines.of(build);
  if (engine === undefined)
    throw new EngineUnavailable('BUILD_UNKNOWN', `the engine ${build} is not at hand`);
  if (engine.build !== build)
    throw new EngineUnavailable('BUILD_UNKNOWN', `the engine is ${engine.build}, wanted ${build}`);
  return engine;
};
