import { type Decimal, decimalOf, divideDecimals, formatDecimal } from '@policy-registry/kernel';

import { AGE_UNIT_MS, type Budget, type Comparison } from './budget.ts';

/** What a budget found: two sides that compare exactly as the value and the limit do, and the value in words. */
export type BudgetFinding = { readonly left: bigint; readonly right: bigint; readonly value: string };

type AgeMeasure = Extract<Budget['measure'], { kind: 'snapshot_age' }>;

/** The age of a snapshot beside the limit on it. */
export const ageFindingOf = ({ limit, unit }: AgeMeasure, ageMs: number): BudgetFinding => {
  const unitMs = AGE_UNIT_MS[unit];
  return {
    left: decimalOf(ageMs),
    right: limit * BigInt(unitMs),
    value: `${quotientText(ageMs, unitMs)}${unit}`,
  };
};

export const budgetHolds = (comparison: Comparison, { left, right }: BudgetFinding): boolean => {
  switch (comparison) {
    case '<=':
      return left <= right;
    case '<':
      return left < right;
    case '=':
      return left === right;
    case '>=':
      return left >= right;
    case '>':
      return left > right;
  }
};

/** The value of a budget about which nothing can be said: it is not kept. */
export const UNKNOWN_VALUE = 'unknown';

/** A quotient in its canonical form, rounded to the nine digits of a decimal. */
export const quotientText = (dividend: number, divisor: number): string => {
  const value: Decimal | undefined = divideDecimals(decimalOf(dividend), decimalOf(divisor));
  return value === undefined ? UNKNOWN_VALUE : formatDecimal(value);
};
