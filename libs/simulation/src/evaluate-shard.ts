import {
  EngineUnavailable,
  type EvaluationSetting,
  type FindingTuple,
  type PolicyEngine,
  type PolicyEngines,
  type PolicyOutcome,
} from '@policy-registry/finding';
import { canonicalJson, parseTimestamp } from '@policy-registry/kernel';

import { evaluateRange, withTraces } from './evaluate-range.ts';
import { isExplained, type PresentInputs, type SimulationInputs } from './inputs.ts';
import type { PresentPartial } from './partial-result.ts';
import type { SampleTraces } from './shard-sample.ts';
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

/** The engine contradicted itself: a simulation over it proves nothing. */
export class EngineNotDeterministic extends Error {
  override readonly name = 'EngineNotDeterministic';
}

/**
 * One job of a batch simulation: both policies over the tuples, and the way to each sample where the inputs want it.
 * Rejects with what the engine rejects with, with {@link EngineUnavailable} when a build that the inputs pin is not at hand, and with
 * {@link EngineNotDeterministic} when an engine explains a sample otherwise than it evaluated it.
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
  const partial = evaluateRange({ inputs, from, tuples, base, candidate });
  const timing = {
    tuples: tuples.length,
    baseNs: Number(betweenNs - startedNs),
    candidateNs: Number(endedNs - betweenNs),
  };

  if (!isExplained(inputs)) return { partial, timing };
  const traces = new Map<number, SampleTraces>();
  const explainers = {
    base: explaining(baseEngine, baseIr),
    candidate: explaining(candidateEngine, candidateIr),
  };
  for (const { index } of partial.samples) {
    const [tuple, baseOutcome, candidateOutcome] = [
      tuples[index - from],
      base[index - from],
      candidate[index - from],
    ];
    if (tuple === undefined) throw new RangeError(`sample ${index} is outside of its range`);
    const sampled = { index, tuple, setting };
    traces.set(index, {
      base: await explainers.base(sampled, baseOutcome),
      candidate: await explainers.candidate(sampled, candidateOutcome),
    });
  }
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

type Sampled = {
  readonly index: number;
  readonly tuple: FindingTuple;
  readonly setting: EvaluationSetting;
};

/** The way to an outcome, which must be the outcome that was evaluated. */
const explaining =
  (engine: PolicyEngine, ir: Uint8Array) =>
  async ({ index, tuple, setting }: Sampled, evaluated: PolicyOutcome | undefined) => {
    const { outcome, trace } = await engine.explain(ir, tuple, setting);
    if (evaluated === undefined || canonicalJson(outcome) !== canonicalJson(evaluated)) {
      throw new EngineNotDeterministic(
        `${engine.build} explains tuple ${index} otherwise than it evaluated it`,
      );
    }
    return [...trace];
  };

/** What the engine reads besides the findings, as the inputs pin it. */
export const settingOf = ({ evaluatedAt, env }: SimulationInputs): EvaluationSetting => {
  const evaluatedAtMs = parseTimestamp(evaluatedAt);
  if (evaluatedAtMs === undefined) throw new RangeError(`${evaluatedAt} names no instant`);
  return { evaluatedAtMs, env };
};
