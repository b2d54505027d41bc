import type { Expression } from './ast.ts';
import {
  checkCall,
  checkExistence,
  checkLatest,
  checkUncalled,
  FUNCTIONS,
  isFunction,
} from './check-call.ts';
import { lintComparison, lintMembership } from './lint-comparison.ts';
import { FIELDS, type IrExpression } from './ir.ts';
import { DEPTH_MAX, LIST_ITEMS_MAX } from './limits.ts';
import { type Field, NAMES, openName, WITHOUT_SOURCE } from './names.ts';
import { didYouMean } from './nearest.ts';
import { cellOf, type Checked, countNode, reportMismatch, type Scope } from './scope.ts';
import { asSeverity, harmonised } from './severity-literals.ts';
import { ANY, listOf, resolved, shownTerm, term, type Term, unify } from './terms.ts';

// Compiled form of what was reported at fault; never leaves the compiler, because an error withholds the policy.
const NOTHING: IrExpression = { op: 'boolean', value: false };

/** Resolves names, types and lowers an expression; every fault is reported, and checking goes on beside it. */
export const checkExpression = (scope: Scope, source: Expression): Checked => {
  if (scope.depth === DEPTH_MAX) {
    scope.report('DSL_TOO_DEEP', source.at, `expressions are nested more than ${DEPTH_MAX} deep`);
    return faulty(source);
  }
  countNode(scope, source.at);
  scope.depth += 1;
  const checked = checkNode(scope, source);
  scope.depth -= 1;
  return checked;
};

export const faulty = (source: Expression): Checked => ({ ir: NOTHING, term: ANY, source });

/** Checks an expression that must have a type; a mismatch is reported at the expression. */
export const checkTyped = (
  scope: Scope,
  source: Expression,
  expected: 'boolean' | 'string' | 'decimal',
): Checked => {
  const checked = checkExpression(scope, source);
  if (!unify(checked.term, term(expected))) {
    reportMismatch(scope, checked, `expected a ${expected}, found ${shownTerm(checked.term)}`);
  }
  return checked;
};

const checkNode = (scope: Scope, source: Expression): Checked => {
  switch (source.kind) {
    case 'string':
    case 'decimal':
      return { source, ir: { op: source.kind, value: source.value }, term: term(source.kind) };
    case 'boolean':
      return { source, ir: { op: 'boolean', value: source.value }, term: term('boolean') };
    case 'null':
      scope.report('DSL_BAD_NULL', source.at, '`null` stands on one side of `==` or `!=` only');
      return faulty(source);
    case 'faulty':
      return faulty(source);
    case 'list':
      return checkList(scope, source);
    case 'name':
      return checkName(scope, source);
    case 'call':
      return checkCall(scope, source);
    case 'latest':
      return checkLatest(scope, source);
    case 'not':
      return boolean(source, { op: 'not', operand: checkTyped(scope, source.operand, 'boolean').ir });
    case 'and':
    case 'or': {
      const operands = source.operands.map((operand) => checkTyped(scope, operand, 'boolean').ir);
      return boolean(source, { op: source.kind, operands });
    }
    case 'in':
      return checkIn(scope, source);
    case 'compare':
      return checkComparison(scope, source);
  }
};

const boolean = (source: Expression, ir: IrExpression): Checked => ({ source, ir, term: term('boolean') });

const checkName = (scope: Scope, source: Expression & { kind: 'name' }): Checked => {
  const { name, at } = source;
  const ir: IrExpression = { name, op: 'name' };
  const known = NAMES.get(name);
  if (known !== undefined) {
    if (PROFILED.has(name)) reportCircular(scope, source);
    return { source, ir, term: known.term };
  }
  if (isFunction(name)) return checkUncalled(scope, source);
  const open = openName(name);
  if (open !== undefined) return { source, ir, term: { kind: 'open', cell: cellOf(scope, open) } };
  const family = name.split('.', 1)[0] ?? '';
  if (WITHOUT_SOURCE.has(family) && name !== family) {
    scope.report('NAME_HAS_NO_SOURCE', at, `nothing fills \`${name}\` yet: it is always unknown`);
    return { source, ir, term: ANY };
  }
  const field = FIELDS.find((each) => each === name);
  if (field === undefined)
    scope.report('DSL_UNKNOWN_NAME', at, `there is no name \`${name}\``, didYouMean(name, namesIn(scope)));
  else if (scope.predicates > 0) return checkField(source, field);
  else
    scope.report(
      'DSL_UNKNOWN_NAME',
      at,
      `\`${name}\` names a field inside \`vex.any(…)\` and \`vex.all(…)\` only`,
    );
  return faulty(source);
};

const namesIn = ({ predicates }: Scope): readonly string[] => [
  ...NAMES.keys(),
  ...FUNCTIONS,
  ...(predicates > 0 ? FIELDS : []),
];

// What a profile changes.
const PROFILED: ReadonlySet<string> = new Set(['severity.score', 'severity.normalized']);

/** Reports what depends on the severity after profiles where a profile decides that severity. */
export const reportCircular = (scope: Scope, { at }: Expression): void => {
  if (!scope.isInProfile) return;
  scope.report('DSL_CIRCULAR_PROFILE', at, 'a profile decides this severity and cannot read it');
};

const checkField = (source: Expression, field: Field): Checked => ({
  source,
  ir: { field, op: 'field' },
  term: term('string'),
});

const checkList = (scope: Scope, source: Expression & { kind: 'list' }): Checked => {
  const tooMany = source.items[LIST_ITEMS_MAX];
  if (tooMany !== undefined) {
    scope.report('DSL_LIST_TOO_LONG', tooMany.at, `a list has at most ${LIST_ITEMS_MAX} items`);
    return faulty(source);
  }
  const items = harmonised(
    scope,
    source.items.map((item) => checkExpression(scope, item)),
  );
  let itemTerm: Term = ANY;
  for (const item of items) {
    if (resolved(item.term).kind === 'list') {
      scope.report('DSL_TYPE_MISMATCH', item.source.at, 'a list holds single values, not lists');
    } else if (itemTerm.kind === 'any') {
      itemTerm = item.term;
    } else if (!unify(item.term, itemTerm)) {
      reportMismatch(
        scope,
        item,
        `the items of a list have one type: expected ${shownTerm(itemTerm)}, found ${shownTerm(item.term)}`,
      );
    }
  }
  return { source, ir: { items: items.map(({ ir }) => ir), op: 'list' }, term: listOf(itemTerm) };
};

const checkIn = (scope: Scope, source: Expression & { kind: 'in' }): Checked => {
  const left = checkExpression(scope, source.left);
  const right = checkExpression(scope, source.right);
  const list = resolved(right.term);
  if (list.kind !== 'list' && list.kind !== 'any') {
    reportMismatch(scope, right, `\`in\` needs a list on its right, found ${shownTerm(list)}`);
    return boolean(source, NOTHING);
  }
  const item = list.kind === 'list' ? list.item : ANY;
  const [itemIr, listIr] = [asSeverity(scope, left, item), asSeverity(scope, right, left.term)];
  const fits = unify(itemIr.term, listIr.term.kind === 'list' ? listIr.term.item : ANY);
  if (!fits) reportMismatch(scope, left, `${shownTerm(left.term)} cannot be in ${shownTerm(list)}`);
  const ir = { left: itemIr.ir, op: 'in', right: listIr.ir } as const;
  lintMembership(scope, source, { ir, terms: [itemIr.term, listIr.term] });
  return boolean(source, ir);
};

const checkComparison = (scope: Scope, source: Expression & { kind: 'compare' }): Checked => {
  const { operator, operatorAt } = source;
  if (source.left.kind === 'null' || source.right.kind === 'null') return checkNull(scope, source);
  const first = checkExpression(scope, source.left);
  const second = checkExpression(scope, source.right);
  const left = asSeverity(scope, first, second.term);
  const right = asSeverity(scope, second, first.term);
  if (!unify(left.term, right.term)) {
    const at = isLiteral(source.left) && !isLiteral(source.right) ? left : right;
    reportMismatch(scope, at, `${shownTerm(left.term)} and ${shownTerm(right.term)} cannot be compared`);
    return boolean(source, NOTHING);
  }
  const compared = resolved(left.term).kind === 'any' ? right.term : left.term;
  const fault = operator === '==' || operator === '!=' ? listFault(compared) : orderFault(compared);
  if (fault !== undefined)
    scope.report('DSL_TYPE_MISMATCH', operatorAt, `\`${operator}\` is not defined on ${fault}`);
  const ir = { left: left.ir, op: operator, right: right.ir } as const;
  lintComparison(scope, source, { ir, terms: [left.term, right.term] });
  return boolean(source, ir);
};

const listFault = (compared: Term): string | undefined =>
  resolved(compared).kind === 'list' ? 'lists; use `in`' : undefined;

const orderFault = (compared: Term): string | undefined => {
  // Of the types an undecided open name can have, decimals alone are ordered against one another.
  if (resolved(compared).kind === 'open') unify(compared, term('decimal'));
  const { kind } = resolved(compared);
  return kind === 'decimal' || kind === 'severity' || kind === 'any' ? undefined : `${kind}s`;
};

/** `x == null` means `not exists(x)`, `x != null` means `exists(x)`. */
const checkNull = (scope: Scope, source: Expression & { kind: 'compare' }): Checked => {
  const { operator, operatorAt, left, right } = source;
  const [operand, nothing] = left.kind === 'null' ? [right, left] : [left, right];
  if (operand.kind === 'null' || (operator !== '==' && operator !== '!=')) {
    const at = operand.kind === 'null' ? operand.at : nothing.at;
    const message =
      operand.kind === 'null'
        ? '`null` on both sides says nothing'
        : `\`${operator}\` is not defined on \`null\``;
    scope.report('DSL_BAD_NULL', operand.kind === 'null' ? at : operatorAt, message);
    return boolean(source, NOTHING);
  }
  const exists: IrExpression = { op: 'exists', operand: checkExistence(scope, operand) };
  return boolean(source, operator === '!=' ? exists : { op: 'not', operand: exists });
};

const isLiteral = ({ kind }: Expression): boolean => ['string', 'decimal', 'boolean', 'list'].includes(kind);
