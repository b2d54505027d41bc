import type { Value } from '../values.ts';
import { blameUnknown, type Code, constant, type Run } from './code.ts';

/** Kleene's *and*; what is the same for every finding is decided here. */
export const and = (operands: readonly Code[]): Code => {
  const blame = blameUnknown(operands);
  const rest = operands.filter((operand) => operand.constant?.value !== true);
  if (rest.some((operand) => operand.constant?.value === false)) return constant(false);
  if (rest.length === 0) return constant(true);
  return { run: everyOf(rest.map(({ run }) => run)), blame };
};

/** Kleene's *or*. */
export const or = (operands: readonly Code[]): Code => {
  const blame = blameUnknown(operands);
  const rest = operands.filter((operand) => operand.constant?.value !== false);
  if (rest.some((operand) => operand.constant?.value === true)) return constant(true);
  if (rest.length === 0) return constant(false);
  return { run: someOf(rest.map(({ run }) => run)), blame };
};

export const not = ({ run, blame, constant: known }: Code): Code => {
  const negated: Run = (frame) => {
    const value = run(frame);
    return value === true ? false : value === false ? true : undefined;
  };
  return known === undefined ? { run: negated, blame } : constant(negateOf(known.value), blame);
};

const negateOf = (value: Value): Value => (value === true ? false : value === false ? true : undefined);

// Two are by far the most frequent; the others go through a list.
const everyOf = (all: readonly Run[]): Run => {
  const [first, second, third] = all;
  if (first === undefined || second === undefined || third !== undefined) {
    return (frame) => {
      let result: Value = true;
      for (const run of all) {
        const value = run(frame);
        if (value === false) return false;
        if (value !== true) result = undefined;
      }
      return result;
    };
  }
  return (frame) => {
    const value = first(frame);
    if (value === false) return false;
    const other = second(frame);
    if (other === false) return false;
    return value === true && other === true ? true : undefined;
  };
};

const someOf = (all: readonly Run[]): Run => {
  const [first, second, third] = all;
  if (first === undefined || second === undefined || third !== undefined) {
    return (frame) => {
      let result: Value = false;
      for (const run of all) {
        const value = run(frame);
        if (value === true) return true;
        if (value !== false) result = undefined;
      }
      return result;
    };
  }
  return (frame) => {
    const value = first(frame);
    if (value === true) return true;
    const other = second(frame);
    if (other === true) return true;
    return value === false && other === false ? false : undefined;
  };
};
