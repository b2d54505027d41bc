import type { Expression } from './ast.ts';
import type { Code } from './codes.ts';
import type { Position, Report } from './diagnostics.ts';
import { ENV_TYPES, type IrExpression, SIGNAL_TYPES } from './ir.ts';
import { COMPLEXITY_MAX } from './limits.ts';
import type { openName } from './names.ts';
import type { Cell, Scalar, Term } from './terms.ts';

/** An expression with its type and its compiled form. */
export type Checked = { readonly ir: IrExpression; readonly term: Term; readonly source: Expression };

export type ConstantRemark = { readonly at: Position; readonly message: string };

/** What checking one policy gathers. */
export type Scope = {
  readonly report: Report;
  /** The types of `env.*` and `signals.*`, by the whole name. */
  readonly cells: Map<string, Cell>;
  /** How many `vex.any` and `vex.all` surround the expression. */
  predicates: number;
  /** Whether the expression is a condition of a profile. */
  isInProfile: boolean;
  /** Constants that cannot be, for the lint of a policy without errors. */
  readonly constants: ConstantRemark[];
  depth: number;
  complexity: number;
};

export const scopeOf = (report: Report): Scope => ({
  report,
  cells: new Map(),
  predicates: 0,
  isInProfile: false,
  constants: [],
  depth: 0,
  complexity: 0,
});

/** Counts one expression node or action, and reports the one that is too many. */
export const countNode = (scope: Scope, at: Position): void => {
  scope.complexity += 1;
  if (scope.complexity === COMPLEXITY_MAX + 1) {
    scope.report(
      'DSL_TOO_COMPLEX',
      at,
      `a policy has at most ${COMPLEXITY_MAX} expression nodes and actions`,
    );
  }
};

type OpenName = NonNullable<ReturnType<typeof openName>>;

export const cellOf = (scope: Scope, { family, key }: OpenName): Cell => {
  const name = `${family}.${key}`;
  const known = scope.cells.get(name);
  return known ?? addCell(scope, name, family === 'env' ? ENV_TYPES : SIGNAL_TYPES);
};

const addCell = (scope: Scope, name: string, allowed: readonly Scalar[]): Cell => {
  const cell: Cell = { name, allowed, isDeclared: false, type: undefined, link: undefined };
  scope.cells.set(name, cell);
  return cell;
};

/** Enters a type from `settings`. */
export const declareCell = (scope: Scope, name: string, type: Scalar): void => {
  scope.cells.set(name, { name, allowed: [type], isDeclared: true, type, link: undefined });
};

/** Reports `message` at `checked`, as a conflict when it is an open name that earlier uses gave another type. */
export const reportMismatch = (scope: Scope, checked: Checked, message: string): void => {
  const cell = checked.source.kind === 'name' ? scope.cells.get(checked.source.name) : undefined;
  const isConflict =
    cell !== undefined && !cell.isDeclared && (cell.type !== undefined || cell.link !== undefined);
  const code: Code = isConflict ? 'DSL_CONFLICTING_USES' : 'DSL_TYPE_MISMATCH';
  scope.report(
    code,
    checked.source.at,
    isConflict ? `${message}; other uses of \`${cell.name}\` decided its type` : message,
  );
};
