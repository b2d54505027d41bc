import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type EvaluatedRange, evaluateRange, withTraces } from './evaluate-range.ts';
import type { PresentPartial } from './partial-result.ts';
import { reduce } from './reduce.ts';
import type { SampleTraces } from './shard-sample.ts';
import { readResult, resultBytes } from './simulation-result.ts';
import { cutAt, evaluated, INPUTS, RULES } from './testing/arbitrary.ts';

const inputs = { ...INPUTS, captureExplain: false as const };
const TRACES: SampleTraces = { base: [], candidate: [{ rule: 'r1', value: 'true', operands: [] }] };
const traced = (range: EvaluatedRange): PresentPartial => {
  const partial = evaluateRange(range);
  return withTraces(partial, new Map(partial.samples.map(({ index }) => [index, TRACES])));
};

it('a result without traces lacks nothing but them, however the tuples are cut', () => {
  fc.assert(
    fc.property(evaluated, fc.array(fc.nat({ max: 60 })), (whole, cuts) => {
      const tuples = whole.tuples.length;
      const parts = cutAt(
        { ...whole, inputs },
        cuts.filter((cut) => cut <= tuples),
      ).map(evaluateRange);
      const unexplained = reduce({ inputs, tuples, candidateRules: RULES }, parts);
      expect(readResult(resultBytes(unexplained))).toStrictEqual(unexplained);
      const explained = reduce({ inputs: INPUTS, tuples, candidateRules: RULES }, [traced(whole)]);
      const samples = explained.samples.map(({ traces, ...sample }) => {
        expect(traces).toStrictEqual(TRACES);
        return sample;
      });
      expect(unexplained).toStrictEqual({ ...explained, inputs, samples });
    }),
  );
});

it('a reduction refuses traces where the inputs want none', () => {
  const found = fc.sample(
    evaluated.filter(({ tuples }) => tuples.length > 0),
    { numRuns: 20, seed: 1 },
  );
  for (const whole of found) {
    const of = { inputs, tuples: whole.tuples.length, candidateRules: RULES };
    expect(() => reduce(of, [traced({ ...whole, inputs })])).toThrow(
      expect.objectContaining({ name: 'PartialsRefused', code: 'PARTIAL_FOREIGN' }),
    );
  }
});
