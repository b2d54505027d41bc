import { BANDS } from '@policy-registry/finding';
import { decimalOf, parseDecimal } from '@policy-registry/kernel';

import type { IrExpression } from './ir.ts';
import { rankOfBand } from './values.ts';

/** Which values an expression can have where it is known: a range of decimals or ranks of bands, or texts. */
export type Domain =
  | Range
  | { readonly kind: 'texts'; readonly values: readonly string[] }
  /** Any text without A–Z. */
  | { readonly kind: 'lowercase' }
  | { readonly kind: 'anything' };

export type Range = { readonly kind: 'range'; readonly low: bigint; readonly high: bigint };

const ANYTHING: Domain = { kind: 'anything' };
const LOWERCASE: Domain = { kind: 'lowercase' };
const range = (low: bigint, high: bigint): Range => ({ kind: 'range', low, high });
const texts = (...values: readonly string[]): Domain => ({ kind: 'texts', values });

const SCORE = range(decimalOf(0), decimalOf(10));
const RISK = range(decimalOf(0), decimalOf(100));
const BAND = range(0n, BigInt(BANDS.length - 1));
const STATED = texts('not_affected', 'affected', 'fixed', 'under_investigation');
const REACHED = texts('reachable', 'unreachable', 'unknown');

const NAMED: ReadonlyMap<string, Domain> = new Map([
  ['severity.score', SCORE],
  ['severity.normalized', BAND],
  ['vex.status', STATED],
]);

/** The values of an expression; more than it can have, never less. */
export const domainOf = (ir: IrExpression): Domain => {
  switch (ir.op) {
    case 'string':
      return texts(ir.value);
    case 'decimal': {
      const value = parseDecimal(ir.value);
      return value === undefined ? ANYTHING : range(value, value);
    }
    case 'severity': {
      const rank = BigInt(rankOfBand(ir.value));
      return range(rank, rank);
    }
    case 'boolean':
      return texts(String(ir.value));
    case 'name':
      return NAMED.get(ir.name) ?? ANYTHING;
    case 'field':
    case 'latest':
      return ir.field === 'status' ? STATED : ANYTHING;
    case 'lowercase':
      return LOWERCASE;
    case 'cvss':
    case 'normalize_cvss':
      return SCORE;
    case 'risk_score':
      return RISK;
    case 'reach_state':
      return REACHED;
    case 'severity_band':
      return BAND;
    default:
      return ANYTHING;
  }
};

/** Whether an expression can be unknown; says so of more than really can be. */
export const mayBeUnknown = (ir: IrExpression): boolean => {
  switch (ir.op) {
    case 'string':
    case 'decimal':
    case 'severity':
    case 'boolean':
    case 'exists':
      return false;
    case 'list':
      return ir.items.some(mayBeUnknown);
    case 'coalesce':
      return ir.operands.every(mayBeUnknown);
    case 'lowercase':
      return mayBeUnknown(ir.operand);
    default:
      return true;
  }
};
