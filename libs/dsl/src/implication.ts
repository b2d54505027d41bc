import { parseDecimal } from '@policy-registry/kernel';

import type { IrExpression } from './ir.ts';
import { rankOfBand } from './values.ts';

/** A range of decimals or ranks of bands, or a set of literals by their texts, that a subject lies in. */
type Range = { readonly kind: 'above' | 'below'; readonly than: bigint; readonly isInclusive: boolean };
type Among = { readonly kind: 'among'; readonly literals: ReadonlyMap<string, bigint | undefined> };
type Bounds = Range | Among;

/** One thing that must be true: an expression as it is, or bounds of a subject. */
export type Atom = {
  /** Stands for the text of the expression that is bounded; where nothing is, of the expression whole. */
  readonly subject: number;
  readonly bounds: Bounds | undefined;
};

/** Numbers texts, the same by the same number: numbers are compared several times as fast. */
export type NumberOf = (text: string) => number;

export const atomOf = (ir: IrExpression, subjectOf: NumberOf): Atom => {
  const bounded = boundedOf(ir);
  return bounded === undefined
    ? { subject: subjectOf(textOf(ir)), bounds: undefined }
    : { subject: subjectOf(`bounded ${textOf(bounded.subject)}`), bounds: bounded.bounds };
};

const textOf = (ir: IrExpression): string => (ir.op === 'name' ? ir.name : JSON.stringify(ir));

/** How much `implies` has to look at for this atom. */
export const sizeOfAtom = ({ bounds }: Atom): number => (bounds?.kind === 'among' ? bounds.literals.size : 1);

/** Whether all of `wanted` is true whenever all of `given` is, as far as is decided part by part. */
export const allImply = (given: readonly Atom[], wanted: readonly Atom[]): boolean => {
  for (const each of wanted) if (!someImplies(given, each)) return false;
  return true;
};

const someImplies = (given: readonly Atom[], wanted: Atom): boolean => {
  for (const each of given) if (implies(each, wanted)) return true;
  return false;
};

/** Whether `wanted` is true whenever `given` is, as far as is decided here: equality, ranges and sets of literals. */
const implies = (given: Atom, wanted: Atom): boolean => {
  if (given.subject !== wanted.subject) return false;
  if (given.bounds === undefined || wanted.bounds === undefined) return given.bounds === wanted.bounds;
  return isWithin(given.bounds, wanted.bounds);
};

const isWithin = (inner: Bounds, outer: Bounds): boolean => {
  if (inner.kind === 'among') return isAmongWithin(inner, outer);
  if (outer.kind === 'among' || inner.kind !== outer.kind) return false;
  if (inner.than === outer.than) return outer.isInclusive || !inner.isInclusive;
  return outer.kind === 'above' ? inner.than > outer.than : inner.than < outer.than;
};

const isAmongWithin = ({ literals }: Among, outer: Bounds): boolean => {
  if (outer.kind === 'among' && literals.size > outer.literals.size) return false;
  for (const [text, value] of literals) {
    if (outer.kind === 'among' ? !outer.literals.has(text) : !isBeyond(value, outer)) return false;
  }
  return true;
};

const isBeyond = (value: bigint | undefined, { kind, than, isInclusive }: Range): boolean => {
  if (value === undefined) return false;
  if (value === than) return isInclusive;
  return kind === 'above' ? value > than : value < than;
};

const MIRRORED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==' } as const;

const boundedOf = (
  ir: IrExpression,
): { readonly subject: IrExpression; readonly bounds: Bounds } | undefined => {
  switch (ir.op) {
    case 'in':
      return isLiteralList(ir.right) ? { subject: ir.left, bounds: among(ir.right.items) } : undefined;
    case '==':
    case '<':
    case '<=':
    case '>':
    case '>=': {
      if (isLiteral(ir.right)) return boundedBy(ir.left, ir.op, ir.right);
      return isLiteral(ir.left) ? boundedBy(ir.right, MIRRORED[ir.op], ir.left) : undefined;
    }
    default:
      return undefined;
  }
};

const boundedBy = (
  subject: IrExpression,
  op: '==' | '<' | '<=' | '>' | '>=',
  literal: IrExpression,
): { readonly subject: IrExpression; readonly bounds: Bounds } | undefined => {
  if (op === '==') return { subject, bounds: among([literal]) };
  const than = rankOf(literal);
  if (than === undefined) return undefined;
  const kind = op === '>' || op === '>=' ? 'above' : 'below';
  return { subject, bounds: { kind, than, isInclusive: op === '>=' || op === '<=' } };
};

const among = (items: readonly IrExpression[]): Among => {
  const literals = new Map<string, bigint | undefined>();
  for (const item of items) if ('value' in item) literals.set(String(item.value), rankOf(item));
  return { kind: 'among', literals };
};

const rankOf = (literal: IrExpression): bigint | undefined => {
  if (literal.op === 'severity') return BigInt(rankOfBand(literal.value));
  return literal.op === 'decimal' ? parseDecimal(literal.value) : undefined;
};

const isLiteral = ({ op }: IrExpression): boolean => op === 'string' || op === 'decimal' || op === 'severity';
const isLiteralList = (ir: IrExpression): ir is IrExpression & { readonly op: 'list' } =>
  ir.op === 'list' && ir.items.every(isLiteral);
