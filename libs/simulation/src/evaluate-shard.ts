import {
  EngineUnavailable,
  type EvaluationSetting,
  type FindingTuple,
  type PolicyEngine,
  type PolicyOutcome,
} from '@policy-registry/finding';
import { canonicalJson, parseTimestamp } from '@policy-registry/kernel';

import { evaluateRange, withTraces } from './evaluate-range.ts';
import type { SimulationInputs } from './inputs.ts';
import type { PartialResult, SampleTraces } from './partial-result.ts';

export type ShardWork = {
  readonly inputs: SimulationInputs;
  /** Index of the first tuple in the snapshot. */
  readonly from: number;
  readonly tuples: readonly FindingTuple[];
  /** IR of both policies; the caller has checked their digests against the inputs. */
  readonly baseIr: Uint8Array;
  readonly candidateIr: Uint8Array;
};

/** The engine contradicted itself: a simulation over it proves nothing. */
export class EngineNotDeterministic extends Error {
  override readonly name = 'EngineNotDeterministic';
}

/**
 * One job of a batch simulation: both policies over the tuples, and the way to each sample. Rejects with what the
 * engine rejects with, with {@link EngineUnavailable} when it is another build than the inputs pin, and with
 * {@link EngineNotDeterministic} when it explains a sample otherwise than it evaluated it.
 */
export const evaluateShard = async (engine: PolicyEngine, work: ShardWork): Promise<PartialResult> => {
  const { inputs, from, tuples, baseIr, candidateIr } = work;
  if (engine.build !== inputs.engine)
    throw new EngineUnavailable('BUILD_UNKNOWN', `the engine is ${engine.build}, wanted ${inputs.engine}`);
  const setting = settingOf(inputs);
  const base = await engine.evaluate(baseIr, tuples, setting);
  const candidate = await engine.evaluate(candidateIr, tuples, setting);
  const partial = evaluateRange({ inputs, from, tuples, base, candidate });

  const traces = new Map<number, SampleTraces>();
  for (const { index } of partial.samples) {
    const [tuple, baseOutcome, candidateOutcome] = [
      tuples[index - from],
      base[index - from],
      candidate[index - from],
    ];
    if (tuple === undefined) throw new RangeError(`sample ${index} is outside of its range`);
    const explain = async (ir: Uint8Array, evaluated: PolicyOutcome | undefined) => {
      const { outcome, trace } = await engine.explain(ir, tuple, setting);
      if (evaluated === undefined || canonicalJson(outcome) !== canonicalJson(evaluated)) {
        throw new EngineNotDeterministic(
          `${engine.build} explains tuple ${index} otherwise than it evaluated it`,
        );
      }
      return [...trace];
    };
    traces.set(index, {
      base: await explain(baseIr, baseOutcome),
      candidate: await explain(candidateIr, candidateOutcome),
    });
  }
  return withTraces(partial, traces);
};

/** What the engine reads besides the findings, as the inputs pin it. */
export const settingOf = ({ evaluatedAt, env }: SimulationInputs): EvaluationSetting => {
  const evaluatedAtMs = parseTimestamp(evaluatedAt);
  if (evaluatedAtMs === undefined) throw new RangeError(`${evaluatedAt} names no instant`);
  return { evaluatedAtMs, env };
};
