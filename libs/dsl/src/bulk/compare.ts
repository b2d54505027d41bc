import type { Decimal } from '@policy-registry/kernel';

import type { Comparison } from '../ast.ts';
import type { Value } from '../values.ts';
import { blameUnknown, type Code, constant, type Run } from './code.ts';
import { NO_SLOT } from './grades.ts';
import type { GradeOf } from './input-grade.ts';

type Scalar = string | boolean | number | bigint;

const isList = (value: Value): value is readonly Value[] => typeof value === 'object';
const isScalar = (value: Value): value is Exclude<Value, undefined | readonly Value[]> =>
  value !== undefined && !isList(value);

// One function per operator, so that each sees few types.
const COMPARE: Readonly<Record<Comparison, (a: Scalar, b: Scalar) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A comparison; with a literal on one side, which most have, the other side alone is read. */
export const compare = (op: Comparison, left: Code, right: Code): Code => {
  const blame = blameUnknown([left, right]);
  const test = COMPARE[op];
  const [a, b] = [left.constant?.value, right.constant?.value];
  if (left.constant !== undefined && right.constant !== undefined) {
    return constant(isScalar(a) && isScalar(b) ? test(a, b) : undefined, blame);
  }
  if (isScalar(b)) return { run: withLiteral(op, left.run, b), blame };
  if (isScalar(a)) return { run: withLiteral(MIRRORED[op], right.run, a), blame };
  return {
    run: (frame) => {
      const first = left.run(frame);
      if (!isScalar(first)) return undefined;
      const second = right.run(frame);
      return isScalar(second) ? test(first, second) : undefined;
    },
    blame,
  };
};

const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const withLiteral = (op: Comparison, read: Run, literal: Scalar): Run => {
  if (op === '==') {
    return (frame) => {
      const value = read(frame);
      return value === literal ? true : isScalar(value) ? false : undefined;
    };
  }
  if (op === '!=') {
    return (frame) => {
      const value = read(frame);
      return value === literal ? false : isScalar(value) ? true : undefined;
    };
  }
  const test = COMPARE[op];
  return (frame) => {
    const value = read(frame);
    return isScalar(value) ? test(value, literal) : undefined;
  };
};

/** A test of the band alone, answered for each of the five bands beforehand. */
export const ofRank = (gradeOf: GradeOf, code: Code, test: (rank: number) => Value): Code => {
  const answers = [0, 1, 2, 3, 4].map(test);
  return {
    run: (frame) => {
      const { rank } = gradeOf(frame);
      return rank === undefined ? undefined : answers[rank];
    },
    blame: code.blame,
  };
};

/** A test of the score alone, answered once for every grade that has a slot. */
export const ofScore = (gradeOf: GradeOf, code: Code, test: (score: Decimal) => Value): Code => {
  const answers: Value[] = [];
  return {
    run: (frame) => {
      const { score, slot } = gradeOf(frame);
      if (score === undefined) return undefined;
      const known = slot === NO_SLOT ? undefined : answers[slot];
      if (known !== undefined) return known;
      const answer = test(score);
      if (slot !== NO_SLOT) answers[slot] = answer;
      return answer;
    },
    blame: code.blame,
  };
};

/** Lists of at most this many members are searched one by one. */
const SHORT_LIST_ITEMS = 8;

/** `in`: nothing is in an empty list, not even the unknown. */
export const isIn = (item: Code, list: Code): Code => {
  const blame = blameUnknown([item, list]);
  const values = list.constant?.value;
  if (isList(values)) {
    if (values.length === 0) return constant(false);
    const has = memberTest(values);
    const run: Run = (frame) => {
      const value = item.run(frame);
      return value === undefined ? undefined : has(value);
    };
    const known = item.constant;
    if (known === undefined) return { run, blame };
    return constant(known.value === undefined ? undefined : has(known.value), blame);
  }
  return {
    run: (frame) => {
      const all = list.run(frame);
      if (!isList(all)) return undefined;
      if (all.length === 0) return false;
      const value = item.run(frame);
      return value === undefined ? undefined : all.includes(value);
    },
    blame,
  };
};

const memberTest = (values: readonly Value[]): ((value: Value) => boolean) => {
  if (values.length > SHORT_LIST_ITEMS) {
    const members = new Set(values);
    return (value) => members.has(value);
  }
  // Faster than `includes` for the few there are.
  return (value) => {
    for (let at = 0; at < values.length; at += 1) if (values[at] === value) return true;
    return false;
  };
};
