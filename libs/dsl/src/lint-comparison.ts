import type { Expression } from './ast.ts';
import type { Position } from './diagnostics.ts';
import type { IrExpression } from './ir.ts';
import type { Scope } from './scope.ts';
import { resolved, type Term } from './terms.ts';
import { canEqual, FALSE, TRUE, truthsOf } from './truths.ts';

/** A comparison that compiles, with the types of its sides. */
type Compared<T> = { readonly ir: IrExpression & { readonly op: T }; readonly terms: readonly Term[] };

/** Remarks on a comparison whose sides leave it one truth value. */
export const lintComparison = (
  scope: Scope,
  source: Expression & { readonly kind: 'compare' },
  { ir, terms }: Compared<(typeof source)['operator']>,
): void => {
  if (terms.some(isUndecided)) return;
  const truths = truthsOf(ir) & (TRUE | FALSE);
  if (truths === (TRUE | FALSE)) return;
  const { left, right, operatorAt } = source;
  const at = isLiteral(right) ? right.at : isLiteral(left) ? left.at : operatorAt;
  reportConstant(scope, at, truths === FALSE);
};

/** Remarks on a list that is empty, and on items that cannot be what is looked for. */
export const lintMembership = (
  scope: Scope,
  source: Expression & { readonly kind: 'in' },
  { ir, terms }: Compared<'in'>,
): void => {
  const list = source.right;
  if (ir.right.op !== 'list' || list.kind !== 'list') return;
  if (list.items.length === 0) return reportConstant(scope, list.at, true);
  if (terms.some(isUndecided)) return;
  const { left, right } = ir;
  list.items.forEach(({ at }, index) => {
    const item = right.items[index];
    if (item !== undefined && !canEqual(item, left))
      scope.constants.push({ at, message: 'what is looked for can never be this' });
  });
};

const reportConstant = (scope: Scope, at: Position, isNever: boolean): void => {
  scope.constants.push({ at, message: `this comparison is never ${isNever ? 'true' : 'false'}` });
};

// A faulty side has no type, and was reported.
const isUndecided = (given: Term): boolean => {
  const { kind, ...rest } = resolved(given);
  return kind === 'any' || ('item' in rest && isUndecided(rest.item));
};

const isLiteral = ({ kind }: Expression): boolean => ['string', 'decimal', 'boolean'].includes(kind);
