import { CVSS_VERSIONS } from '@policy-registry/finding';

import type { Expression } from './ast.ts';
import { checkExpression, checkTyped, faulty, reportCircular } from './check-expression.ts';
import { FIELDS, type IrExpression } from './ir.ts';
import { LIST_ITEMS_MAX } from './limits.ts';
import { NAMES, openName, TAGGED } from './names.ts';
import { didYouMean } from './nearest.ts';
import { cellOf, type Checked, countNode, reportMismatch, type Scope } from './scope.ts';
import { harmonised } from './severity-literals.ts';
import { resolved, type Scalar, shownTerm, term, unify } from './terms.ts';
import { bandOfText } from './values.ts';

type Call = Expression & { readonly kind: 'call' };

type Arity = { readonly takes: string; readonly min: number; readonly max: number };
const one = (takes: string): Arity => ({ takes, min: 1, max: 1 });
const nothing: Arity = { takes: 'no arguments', min: 0, max: 0 };
const VERSIONS = CVSS_VERSIONS.map((version) => `"${version}"`).join(', ');

const ARITIES: Readonly<Record<string, Arity>> = {
  exists: one('one expression'),
  coalesce: { takes: 'at least one expression', min: 1, max: LIST_ITEMS_MAX },
  lowercase: one('one string'),
  normalize_cvss: one('one string, a CVSS vector'),
  cvss: { takes: `at most one string, the version: ${VERSIONS}`, min: 0, max: 1 },
  severity_band: one('one decimal or string'),
  risk_score: nothing,
  reach_state: nothing,
  percent_of: { takes: 'two decimals, the part and the whole', min: 2, max: 2 },
  'vex.latest': nothing,
  'vex.any': one('a predicate, e.g. `vex.any(status == "fixed")`'),
  'vex.all': one('a predicate, e.g. `vex.all(status == "fixed")`'),
  ...Object.fromEntries(TAGGED.map((family) => [`${family}.has_tag`, one('one string, the tag')])),
};

/** Every function of the language. */
export const FUNCTIONS: readonly string[] = Object.keys(ARITIES);

/** Whether a name is a function: it has no value without a call. */
export const isFunction = (name: string): boolean => Object.hasOwn(ARITIES, name);

/** Checks a call: the function exists, its arguments are as many and of the types it takes. */
export const checkCall = (scope: Scope, call: Call): Checked => {
  const { name, at, operands } = call;
  const arity = isFunction(name) ? ARITIES[name] : undefined;
  if (arity === undefined) return checkUnknown(scope, call);
  if (operands.length < arity.min || operands.length > arity.max) {
    scope.report('DSL_BAD_CALL', at, `\`${name}\` takes ${arity.takes}`);
    return faulty(call);
  }
  const [first, second] = operands;
  if (first === undefined) return checkPlain(scope, call);
  if (second !== undefined && name === 'percent_of') return checkShare(scope, call, [first, second]);
  switch (name) {
    case 'exists':
      return typed(call, 'boolean', { op: 'exists', operand: checkExistence(scope, first) });
    case 'lowercase':
      return typed(call, 'string', { op: 'lowercase', operand: checkTyped(scope, first, 'string').ir });
    case 'normalize_cvss':
      return typed(call, 'decimal', { op: name, operand: checkTyped(scope, first, 'string').ir });
    case 'severity_band':
      return checkBand(scope, call, first);
    case 'cvss':
      return checkVersion(scope, call, first);
    case 'coalesce':
      return checkCoalesce(scope, call);
    case 'vex.any':
    case 'vex.all':
      return checkQuantifier(scope, call, first);
    default:
      return checkHasTag(scope, call, first);
  }
};

const typed = (source: Expression, type: Scalar, ir: IrExpression): Checked => ({
  source,
  ir,
  term: term(type),
});

/** A function's name without a call. */
export const checkUncalled = (scope: Scope, source: Expression & { readonly kind: 'name' }): Checked => {
  const { name, at } = source;
  scope.report('DSL_BAD_CALL', at, `\`${name}\` is a function and takes ${ARITIES[name]?.takes ?? ''}`);
  return faulty(source);
};

/** The operand of `exists` and of `== null`, the one place where a statement of its own may stand. */
export const checkExistence = (scope: Scope, source: Expression): IrExpression => {
  if (source.kind !== 'latest' || source.field !== undefined) return checkExpression(scope, source).ir;
  countNode(scope, source.at);
  return { op: 'latest' };
};

/** `vex.latest().status`; the statement itself is no value. */
export const checkLatest = (scope: Scope, source: Expression & { readonly kind: 'latest' }): Checked => {
  const { field, at } = source;
  if (field === undefined) {
    scope.report(
      'DSL_BAD_CALL',
      at,
      '`vex.latest()` is a statement; take a field of it, or ask `exists` for it',
    );
    return faulty(source);
  }
  const known = FIELDS.find((each) => each === field.name);
  if (known !== undefined) return typed(source, 'string', { field: known, op: 'latest' });
  scope.report(
    'DSL_UNKNOWN_NAME',
    field.at,
    `a statement has no field \`${field.name}\``,
    didYouMean(field.name, FIELDS),
  );
  return faulty(source);
};

/** Functions that were given no arguments. */
const checkPlain = (scope: Scope, call: Call): Checked => {
  if (call.name === 'cvss') return typed(call, 'decimal', { op: 'cvss' });
  if (call.name === 'risk_score') {
    reportCircular(scope, call);
    return typed(call, 'decimal', { op: 'risk_score' });
  }
  const reachability = openName('signals.reachability');
  if (
    reachability !== undefined &&
    !unify({ kind: 'open', cell: cellOf(scope, reachability) }, term('string'))
  )
    scope.report('DSL_CONFLICTING_USES', call.at, '`reach_state` reads `signals.reachability` as a string');
  return typed(call, 'string', { op: 'reach_state' });
};

const checkShare = (scope: Scope, call: Call, [part, whole]: readonly [Expression, Expression]): Checked => {
  const [of, in_] = [checkTyped(scope, part, 'decimal').ir, checkTyped(scope, whole, 'decimal').ir];
  return typed(call, 'decimal', { op: 'percent_of', part: of, whole: in_ });
};

const checkBand = (scope: Scope, call: Call, operand: Expression): Checked => {
  const checked = checkExpression(scope, operand);
  const { kind } = resolved(checked.term);
  if (kind === 'boolean' || kind === 'severity' || kind === 'list')
    reportMismatch(scope, checked, `expected a decimal or a string, found ${shownTerm(checked.term)}`);
  if (operand.kind === 'string' && bandOfText(operand.value) === undefined)
    scope.constants.push({ at: operand.at, message: 'this spells no band: the call is always unknown' });
  return typed(call, 'severity', { op: 'severity_band', operand: checked.ir });
};

const checkVersion = (scope: Scope, call: Call, version: Expression): Checked => {
  const checked = checkTyped(scope, version, 'string');
  if (version.kind === 'string' && CVSS_VERSIONS.every((each) => each !== version.value))
    scope.report('DSL_BAD_CALL', version.at, `the versions of CVSS are ${VERSIONS}`);
  return typed(call, 'decimal', { op: 'cvss', version: checked.ir });
};

const checkUnknown = (scope: Scope, call: Call): Checked => {
  const isName = NAMES.has(call.name) || openName(call.name) !== undefined;
  const message = isName
    ? `\`${call.name}\` is a name and takes no arguments`
    : `there is no function \`${call.name}\``;
  const hint = isName ? undefined : didYouMean(call.name, FUNCTIONS);
  scope.report(isName ? 'DSL_BAD_CALL' : 'DSL_UNKNOWN_NAME', call.at, message, hint);
  return faulty(call);
};

const checkCoalesce = (scope: Scope, call: Call): Checked => {
  const operands = harmonised(
    scope,
    call.operands.map((operand) => checkExpression(scope, operand)),
  );
  const [first, ...rest] = operands;
  if (first === undefined) return faulty(call);
  for (const operand of rest) {
    if (unify(operand.term, first.term)) continue;
    reportMismatch(
      scope,
      operand,
      `expected ${shownTerm(first.term)} like the first argument, found ${shownTerm(operand.term)}`,
    );
  }
  const known = operands.find((operand) => operand.term.kind !== 'any') ?? first;
  return { source: call, ir: { op: 'coalesce', operands: operands.map(({ ir }) => ir) }, term: known.term };
};

const checkQuantifier = (scope: Scope, call: Call, predicate: Expression): Checked => {
  scope.predicates += 1;
  const { ir } = checkTyped(scope, predicate, 'boolean');
  scope.predicates -= 1;
  return {
    source: call,
    ir: { op: call.name === 'vex.any' ? 'any' : 'all', predicate: ir },
    term: term('boolean'),
  };
};

const checkHasTag = (scope: Scope, call: Call, tag: Expression): Checked => {
  const of = TAGGED.find((family) => call.name === `${family}.has_tag`);
  const { ir } = checkTyped(scope, tag, 'string');
  return of === undefined
    ? faulty(call)
    : { source: call, ir: { of, op: 'has_tag', tag: ir }, term: term('boolean') };
};
