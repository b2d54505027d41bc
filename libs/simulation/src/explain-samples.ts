import type { PolicyEngine, PolicyOutcome } from '@policy-registry/finding';
import { canonicalJson, digestOf } from '@policy-registry/kernel';

import { type EvaluatedRange, evaluateRange } from './evaluate-range.ts';
import { settingOf } from './inputs.ts';
import type { PresentPartial } from './partial-result.ts';
import type { SampleTraces } from './shard-sample.ts';

/** The engine contradicted itself: a simulation over it proves nothing. */
export class EngineNotDeterministic extends Error {
  override readonly name = 'EngineNotDeterministic';
  /** Of the range without traces: as it was evaluated, and with the outcome that was explained in its place. */
  readonly partialDigests: readonly [string, string];
  constructor(message: string, partialDigests: readonly [string, string]) {
    super(message);
    this.partialDigests = partialDigests;
  }
}

type Side = 'base' | 'candidate';
/** What evaluated a side, and the policy. */
export type Evaluators = Readonly<Record<Side, { readonly engine: PolicyEngine; readonly ir: Uint8Array }>>;

/** The way to each sample; rejects with {@link EngineNotDeterministic} where it leads to another outcome. */
export const explainSamples = async (
  range: EvaluatedRange,
  samples: PresentPartial['samples'],
  evaluators: Evaluators,
): Promise<ReadonlyMap<number, SampleTraces>> => {
  const setting = settingOf(range.inputs);
  const traceOf = async (side: Side, index: number) => {
    const offset = index - range.from;
    const [tuple, evaluated] = [range.tuples[offset], range[side][offset]];
    if (tuple === undefined || evaluated === undefined)
      throw new RangeError(`sample ${index} is outside of its range`);
    const { engine, ir } = evaluators[side];
    const { outcome, trace } = await engine.explain(ir, tuple, setting);
    if (canonicalJson(outcome) === canonicalJson(evaluated)) return [...trace];
    throw new EngineNotDeterministic(
      `${engine.build} explains tuple ${index} otherwise than it evaluated it`,
      [digestOf(evaluateRange(range)), digestOf(evaluateRange(otherwise(range, side, { offset, outcome })))],
    );
  };
  const traces = new Map<number, SampleTraces>();
  for (const { index } of samples)
    traces.set(index, { base: await traceOf('base', index), candidate: await traceOf('candidate', index) });
  return traces;
};

const otherwise = (
  range: EvaluatedRange,
  side: Side,
  { offset, outcome }: { readonly offset: number; readonly outcome: PolicyOutcome },
): EvaluatedRange => ({ ...range, [side]: range[side].with(offset, outcome) });
