import type { Comparison as Operator } from './ast.ts';
import type { IrExpression } from './ir.ts';
import { type Domain, domainOf, mayBeUnknown, type Range } from './value-domains.ts';

/** The truth values an expression can have: a sum of these. A value that is not in the sum can never be. */
export const TRUE = 1;
export const FALSE = 2;
export const UNKNOWN = 4;
const ANYTHING = TRUE | FALSE | UNKNOWN;

/** What a condition can be; more than it really can, never less. */
export const truthsOf = (ir: IrExpression): number => {
  switch (ir.op) {
    case 'boolean':
      return ir.value ? TRUE : FALSE;
    case 'not':
      return negated(truthsOf(ir.operand));
    case 'and':
      return conjunction(ir.operands.map(truthsOf));
    case 'or':
      return negated(conjunction(ir.operands.map((operand) => negated(truthsOf(operand)))));
    case 'exists':
      return mayBeUnknown(ir.operand) ? TRUE | FALSE : TRUE;
    case 'any':
      // False without statements.
      return FALSE | truthsOf(ir.predicate);
    case 'all':
      // Unknown without statements.
      return UNKNOWN | truthsOf(ir.predicate);
    case 'in':
      return membership(ir.left, ir.right);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(ir.op, ir.left, ir.right);
    default:
      return ANYTHING;
  }
};

const negated = (truths: number): number =>
  (truths & TRUE ? FALSE : 0) | (truths & FALSE ? TRUE : 0) | (truths & UNKNOWN);

const conjunction = (all: readonly number[]): number => {
  const isTrue = all.every((truths) => truths & TRUE);
  const isFalse = all.some((truths) => truths & FALSE);
  const isUnknown =
    all.some((truths) => truths & UNKNOWN) && all.every((truths) => truths & (TRUE | UNKNOWN));
  return (isTrue ? TRUE : 0) | (isFalse ? FALSE : 0) | (isUnknown ? UNKNOWN : 0);
};

const comparison = (op: Operator, left: IrExpression, right: IrExpression): number => {
  const unknown = mayBeUnknown(left) || mayBeUnknown(right) ? UNKNOWN : 0;
  const isSame = left.op === right.op && JSON.stringify(left) === JSON.stringify(right);
  if (isSame) return (op === '==' || op === '<=' || op === '>=' ? TRUE : FALSE) | unknown;
  return unknown | compared(op, domainOf(left), domainOf(right));
};

const compared = (op: Operator, left: Domain, right: Domain): number => {
  switch (op) {
    case '==':
      return equality(left, right);
    case '!=':
      return negated(equality(left, right));
    case '<':
      return order(left, right);
    case '>':
      return order(right, left);
    case '<=':
      return negated(order(right, left));
    default:
      return negated(order(left, right));
  }
};

const equality = (left: Domain, right: Domain): number => {
  if (left.kind === 'range' && right.kind === 'range') return equalityOfRanges(left, right);
  if (left.kind === 'texts' && right.kind === 'texts') {
    const canBe = left.values.some((value) => right.values.includes(value));
    return equalityWhere(canBe, left.values.length === 1 && right.values.length === 1);
  }
  if (left.kind === 'lowercase' && right.kind === 'texts') return equalityToLowercase(right.values);
  if (left.kind === 'texts' && right.kind === 'lowercase') return equalityToLowercase(left.values);
  return TRUE | FALSE;
};

const equalityWhere = (canBe: boolean, isSettled: boolean): number =>
  canBe ? TRUE | (isSettled ? 0 : FALSE) : FALSE;

const equalityOfRanges = (left: Range, right: Range): number => {
  const canBe = left.low <= right.high && right.low <= left.high;
  return equalityWhere(canBe, left.low === left.high && right.low === right.high);
};

const equalityToLowercase = (values: readonly string[]): number =>
  equalityWhere(
    values.some((value) => !/[A-Z]/.test(value)),
    false,
  );

/** Of `left < right`. */
const order = (left: Domain, right: Domain): number => {
  if (left.kind !== 'range' || right.kind !== 'range') return TRUE | FALSE;
  return (left.low < right.high ? TRUE : 0) | (left.high >= right.low ? FALSE : 0);
};

const membership = (item: IrExpression, list: IrExpression): number => {
  if (list.op !== 'list') return ANYTHING;
  if (list.items.length === 0) return FALSE;
  const unknown = mayBeUnknown(item) || list.items.some(mayBeUnknown) ? UNKNOWN : 0;
  const domain = domainOf(item);
  const equalities = list.items.map((each) => equality(domain, domainOf(each)));
  return negated(conjunction(equalities.map(negated))) | unknown;
};

/** Whether an item of a list can be what is looked for in it. */
export const canEqual = (item: IrExpression, wanted: IrExpression): boolean =>
  (equality(domainOf(item), domainOf(wanted)) & TRUE) !== 0;
