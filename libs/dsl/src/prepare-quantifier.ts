import type { Prepared } from './prepared.ts';
import { noted, type Reading } from './reading.ts';
import { every, some, type Truth, truthOf, type Value } from './values.ts';

/**
 * `vex.any` and `vex.all` over the statements of the finding. An inner one, in the predicate of another, does not
 * depend on the outer statement, so each finding computes it once.
 */
export const prepareQuantifier = (op: 'any' | 'all', predicate: Prepared, isInner: boolean): Prepared => {
  const combine = op === 'any' ? some : every;
  const evaluate = (reading: Reading): Value => {
    // Not the `true` of an *and* over nothing: who says nothing does not excuse.
    if (op === 'all' && reading.finding.vex.length === 0) return noted(reading, 'vex.all', undefined);
    const outer = reading.statement;
    const truth = combine(reading.finding.vex, (fields, index): Truth => {
      reading.statement = { fields, index };
      return truthOf(predicate.evaluate(reading));
    });
    reading.statement = outer;
    return reading.finding.vex.length === 0 ? noted(reading, 'vex.any', truth) : truth;
  };
  return { evaluate: isInner ? oncePerFinding(evaluate) : evaluate, blame: blameOf(predicate) };
};

const oncePerFinding =
  (evaluate: Prepared['evaluate']): Prepared['evaluate'] =>
  (reading) => {
    const memo = (reading.memo ??= new Map());
    if (!memo.has(evaluate)) memo.set(evaluate, evaluate(reading));
    return memo.get(evaluate);
  };

const blameOf =
  (predicate: Prepared): Prepared['blame'] =>
  (reading, names) => {
    if (reading.finding.vex.length === 0) names.add('vex.all');
    const outer = reading.statement;
    for (const [index, fields] of reading.finding.vex.entries()) {
      reading.statement = { fields, index };
      if (predicate.evaluate(reading) === undefined) predicate.blame(reading, names);
    }
    reading.statement = outer;
  };
