import type { Expression } from './ast.ts';
import { checkExpression, checkTyped, faulty } from './check-expression.ts';
import { NAMES, openName, TAGGED } from './names.ts';
import { type Checked, reportMismatch, type Scope } from './scope.ts';
import { harmonised } from './severity-literals.ts';
import { shownTerm, term, unify } from './terms.ts';

type Call = Expression & { readonly kind: 'call' };

/** Functions of the language that this build cannot compile yet. */
export const NOT_YET: ReadonlySet<string> = new Set([
  'normalize_cvss',
  'cvss',
  'severity_band',
  'risk_score',
  'reach_state',
  'percent_of',
  'vex.latest',
]);

const TAKES: Readonly<Record<string, string>> = {
  exists: 'one expression',
  coalesce: 'at least one expression',
  lowercase: 'one string',
  'vex.any': 'a predicate, e.g. `vex.any(status == "fixed")`',
  'vex.all': 'a predicate, e.g. `vex.all(status == "fixed")`',
  ...Object.fromEntries(TAGGED.map((family) => [`${family}.has_tag`, 'one string, the tag'])),
};

/** Functions that compile. */
export const FUNCTIONS: readonly string[] = Object.keys(TAKES);

/** Whether a name is a function, supported or not: it has no value without a call. */
export const isFunction = (name: string): boolean => Object.hasOwn(TAKES, name) || NOT_YET.has(name);

/** Checks a call: the function exists, its arguments are as many and of the types it takes. */
export const checkCall = (scope: Scope, call: Call): Checked => {
  const { name, at, operands } = call;
  const [first] = operands;
  if (NOT_YET.has(name)) return checkUnsupported(scope, call);
  if (!Object.hasOwn(TAKES, name)) return checkUnknown(scope, call);
  if (first === undefined || (operands.length > 1 && name !== 'coalesce')) {
    scope.report('DSL_BAD_CALL', at, `\`${name}\` takes ${TAKES[name]}`);
    return faulty(call);
  }
  switch (name) {
    case 'exists':
      return {
        source: call,
        ir: { op: 'exists', operand: checkExpression(scope, first).ir },
        term: term('boolean'),
      };
    case 'lowercase':
      return {
        source: call,
        ir: { op: 'lowercase', operand: checkTyped(scope, first, 'string').ir },
        term: term('string'),
      };
    case 'coalesce':
      return checkCoalesce(scope, call);
    case 'vex.any':
    case 'vex.all':
      return checkQuantifier(scope, call, first);
    default:
      return checkHasTag(scope, call, first);
  }
};

/** A function's name without a call. */
export const checkUncalled = (scope: Scope, source: Expression & { readonly kind: 'name' }): Checked => {
  const { name, at } = source;
  if (NOT_YET.has(name)) return checkUnsupported(scope, { kind: 'call', at, name, operands: [] });
  scope.report('DSL_BAD_CALL', at, `\`${name}\` is a function and takes ${TAKES[name]}`);
  return faulty(source);
};

const checkUnsupported = (scope: Scope, call: Call): Checked => {
  scope.report('DSL_NOT_SUPPORTED_YET', call.at, `\`${call.name}\` is not supported yet`);
  for (const operand of call.operands) checkExpression(scope, operand);
  return faulty(call);
};

const checkUnknown = (scope: Scope, call: Call): Checked => {
  const isName = NAMES.has(call.name) || openName(call.name) !== undefined;
  const message = isName
    ? `\`${call.name}\` is a name and takes no arguments`
    : `there is no function \`${call.name}\``;
  scope.report(isName ? 'DSL_BAD_CALL' : 'DSL_UNKNOWN_NAME', call.at, message);
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
    : { source: call, ir: { op: 'has_tag', of, tag: ir }, term: term('boolean') };
};
