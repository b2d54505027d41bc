import type { SIGNAL_TYPES } from './ir.ts';

/** The type of a scalar value. */
export type Scalar = (typeof SIGNAL_TYPES)[number];

/**
 * What is known of an expression's type. `open` is the type of one `env.*` or `signals.*` name, which its uses
 * decide; `any` fits everything (a fault already reported, or a name that is always unknown).
 */
export type Term =
  | { readonly kind: Scalar }
  | { readonly kind: 'list'; readonly item: Term }
  | { readonly kind: 'open'; readonly cell: Cell }
  | { readonly kind: 'any' };

/** The type of an open name, shared by its uses; two names that are compared share one by `link`. */
export type Cell = {
  readonly name: string;
  readonly allowed: readonly Scalar[];
  readonly isDeclared: boolean;
  type: Scalar | undefined;
  link: Cell | undefined;
};

export const ANY: Term = { kind: 'any' };
export const term = (kind: Scalar): Term => ({ kind });
export const listOf = (item: Term): Term => ({ kind: 'list', item });

const rootOf = (cell: Cell): Cell => (cell.link === undefined ? cell : rootOf(cell.link));

/** The type its uses gave an open name; one that nothing constrains is a string. */
export const typeOfCell = (cell: Cell): Scalar => rootOf(cell).type ?? 'string';

/** The term with decided open names replaced by their types. */
export const resolved = (given: Term): Term => {
  if (given.kind !== 'open') return given;
  const root = rootOf(given.cell);
  return root.type === undefined ? { kind: 'open', cell: root } : { kind: root.type };
};

/** Whether both can be one type; decides open names where that makes them so. */
export const unify = (a: Term, b: Term): boolean => {
  const left = resolved(a);
  const right = resolved(b);
  if (left.kind === 'any' || right.kind === 'any') return true;
  if (left.kind === 'list' || right.kind === 'list') {
    return left.kind === 'list' && right.kind === 'list' && unify(left.item, right.item);
  }
  if (left.kind === 'open')
    return right.kind === 'open' ? join(left.cell, right.cell) : decide(left.cell, right.kind);
  return right.kind === 'open' ? decide(right.cell, left.kind) : left.kind === right.kind;
};

const decide = (cell: Cell, type: Scalar): boolean => {
  const isAllowed = cell.allowed.includes(type);
  if (isAllowed) cell.type = type;
  return isAllowed;
};

// The cell with fewer types (`env.*`) stays the root, so that its limits hold for both.
const join = (a: Cell, b: Cell): boolean => {
  if (a === b) return true;
  const [root, leaf] = a.allowed.length <= b.allowed.length ? [a, b] : [b, a];
  leaf.link = root;
  return true;
};

/** The type as messages name it. */
export const shownTerm = (given: Term): string => {
  const known = resolved(given);
  if (known.kind === 'list')
    return known.item.kind === 'any' ? 'a list' : `a list of ${shownTerm(known.item)}`;
  if (known.kind === 'open' || known.kind === 'any') return 'a value';
  return known.kind === 'severity' ? 'a severity' : `a ${known.kind}`;
};
