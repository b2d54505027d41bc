import { parseDecimal } from '@policy-registry/kernel';

import type { Comparison } from '../ast.ts';
import { lowercase, normalizeCvss, severityBand } from '../functions.ts';
import type { IrExpression } from '../ir.ts';
import { DEPTH_MAX } from '../limits.ts';
import { openName, WITHOUT_SOURCE } from '../names.ts';
import { IrInvalid } from '../prepared.ts';
import { isDecimal, rankOfBand, type Value } from '../values.ts';
import { blameUnknown, bitOf, type Code, constant, kept, named, type Run, type Workshop } from './code.ts';
import { compare, isIn, ofRank, ofScore } from './compare.ts';
import { coalesce, cvss, hasTag, list, mapped, percent, reach, risk } from './functions.ts';
import { and, not, or } from './logic.ts';
import { READS, readOpen } from './read.ts';
import { field, latest, quantifier } from './statements.ts';

// `x == null` is two nodes in compiled form.
const IR_DEPTH_MAX = 2 * DEPTH_MAX;

/** `isInner` inside a predicate of `vex.any` or `vex.all`. */
type Place = { readonly depth: number; readonly isInner: boolean };
/** Turns a compiled expression into closures over a frame. Throws {@link IrInvalid} for names that do not exist. */
export const compileExpression = (workshop: Workshop, ir: IrExpression): Code =>
  node(workshop, ir, { depth: 1, isInner: false });

const node = (workshop: Workshop, ir: IrExpression, place: Place): Code => {
  if (place.depth > IR_DEPTH_MAX)
    throw new IrInvalid(`expressions are nested more than ${IR_DEPTH_MAX} deep`);
  const inside = { ...place, depth: place.depth + 1 };
  const inner = (operand: IrExpression): Code => node(workshop, operand, inside);
  switch (ir.op) {
    case 'string':
    case 'boolean':
      return constant(ir.value);
    case 'decimal':
      return constant(parseDecimal(ir.value));
    case 'severity':
      return constant(rankOfBand(ir.value));
    case 'list': {
      const items = ir.items.map(inner);
      return list(items, blameUnknown(items));
    }
    case 'name':
      return nameOf(workshop, ir.name);
    case 'field':
      return field(workshop, ir.field);
    case 'latest':
      return latest(workshop, ir.field);
    case 'any':
    case 'all': {
      const predicate = node(workshop, ir.predicate, { ...inside, isInner: true });
      return quantifier(workshop, ir.op, { predicate, isInner: place.isInner });
    }
    case 'and':
      return and(ir.operands.map(inner));
    case 'or':
      return or(ir.operands.map(inner));
    case 'not':
      return not(inner(ir.operand));
    case 'in':
      return membership(workshop, [inner(ir.left), inner(ir.right), ir.left]);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(workshop, ir.op, [inner(ir.left), inner(ir.right), ir.left]);
    case 'exists':
      return { ...mapped(inner(ir.operand), (value) => value !== undefined), blame: () => 0 };
    case 'coalesce':
      return coalesce(ir.operands.map(inner));
    case 'has_tag':
      return hasTag(workshop, ir.of, inner(ir.tag));
    case 'lowercase':
    case 'normalize_cvss':
    case 'severity_band':
      return mapped(inner(ir.operand), FUNCTIONS[ir.op]);
    case 'cvss':
      return cvss(workshop, ir.version && inner(ir.version));
    case 'risk_score':
      return risk(workshop);
    case 'reach_state':
      return reach(workshop);
    case 'percent_of':
      return percent(inner(ir.part), inner(ir.whole));
  }
};

const FUNCTIONS = { lowercase, normalize_cvss: normalizeCvss, severity_band: severityBand } as const;

const nameOf = (workshop: Workshop, name: string): Code => {
  const { gradeOf } = workshop;
  if (name === 'severity.normalized') return named(workshop, name, (frame) => gradeOf(frame).rank);
  if (name === 'severity.score') return named(workshop, name, (frame) => gradeOf(frame).score);
  const read = READS.get(name) ?? openRead(workshop, name);
  if (read !== undefined) return named(workshop, name, kept(workshop, name, read));
  if (!WITHOUT_SOURCE.has(name.split('.', 1)[0] ?? '')) throw new IrInvalid(`there is no name ${name}`);
  const bit = bitOf(workshop, name);
  return constant(undefined, () => bit);
};

/** How a name of `env.*` or `signals.*` that the policy uses is read. */
const openRead = ({ types, env }: Workshop, name: string): Run | undefined => {
  const open = openName(name);
  if (open === undefined) return undefined;
  const { family, key } = open;
  const type = Object.hasOwn(types[family], key) ? types[family][key] : undefined;
  if (type === undefined) return undefined;
  if (family === 'signals') return ({ finding }) => readOpen(finding.signals, key, type);
  const known = env.indexOf(key);
  const slot = known >= 0 ? known : env.push(key) - 1;
  return (frame) => frame.env[slot];
};

type Sides = readonly [left: Code, right: Code, leftIr: IrExpression];

/** What a comparison with a literal asks of the severity is found once per severity, not once per finding. */
const comparison = ({ gradeOf }: Workshop, op: Comparison, [left, right, leftIr]: Sides): Code => {
  const code = compare(op, left, right);
  const literal = right.constant?.value;
  const answer = (value: Value): Value => compare(op, constant(value), right).constant?.value;
  if (isNamed(leftIr, 'severity.normalized') && typeof literal === 'number')
    return ofRank(gradeOf, code, answer);
  return isNamed(leftIr, 'severity.score') && isDecimal(literal) ? ofScore(gradeOf, code, answer) : code;
};

const membership = ({ gradeOf }: Workshop, [item, all, itemIr]: Sides): Code => {
  const code = isIn(item, all);
  if (!isNamed(itemIr, 'severity.normalized') || all.constant === undefined || code.constant !== undefined)
    return code;
  return ofRank(gradeOf, code, (rank) => isIn(constant(rank), all).constant?.value);
};

const isNamed = (ir: IrExpression, name: string): boolean => ir.op === 'name' && ir.name === name;

/** The names that are read here; a test holds them against those of the language. */
export const READ_NAMES: readonly string[] = ['severity.normalized', 'severity.score', ...READS.keys()];
