import { parseDecimal } from '@policy-registry/kernel';

import { lowercase } from './functions.ts';
import type { IrExpression, IrPolicy } from './ir.ts';
import { DEPTH_MAX } from './limits.ts';
import { type Field, NAMES, openName, readField, readOpen, WITHOUT_SOURCE } from './names.ts';
import type { Observer } from './observer.ts';
import { IrInvalid, mapped, type Prepared } from './prepared.ts';
import { prepareFunction } from './prepare-function.ts';
import { prepareQuantifier } from './prepare-quantifier.ts';
import { noted, type Reading, readableList } from './reading.ts';
import {
  every,
  isDecimal,
  not,
  rankOfBand,
  shownValue,
  some,
  type Truth,
  truthOf,
  type Value,
} from './values.ts';

/** `isInner` inside a predicate of `vex.any` or `vex.all`. */
type Setting = {
  readonly types: IrPolicy['settings'];
  readonly depth: number;
  readonly isInner: boolean;
  readonly observer: Observer | undefined;
};

// `x == null` is two nodes in compiled form.
const IR_DEPTH_MAX = 2 * DEPTH_MAX;

/** Turns a compiled expression into closures. Throws {@link IrInvalid} for names that do not exist. */
export const prepare = (ir: IrExpression, types: IrPolicy['settings'], observer?: Observer): Prepared =>
  prepareNode(ir, { types, depth: 1, isInner: false, observer });

const prepareNode = (ir: IrExpression, setting: Setting): Prepared => {
  const prepared = prepareAlone(ir, setting);
  const { observer } = setting;
  if (observer === undefined) return prepared;
  const evaluate: Prepared['evaluate'] = (reading) => {
    const value = prepared.evaluate(reading);
    observer.value(ir.op, value);
    return value;
  };
  return { ...prepared, evaluate };
};

const prepareAlone = (ir: IrExpression, setting: Setting): Prepared => {
  if (setting.depth > IR_DEPTH_MAX)
    throw new IrInvalid(`expressions are nested more than ${IR_DEPTH_MAX} deep`);
  const inner = { ...setting, depth: setting.depth + 1 };
  switch (ir.op) {
    case 'string':
    case 'boolean':
      return constant(ir.value);
    case 'decimal':
      return constant(parseDecimal(ir.value));
    case 'severity':
      return constant(rankOfBand(ir.value));
    case 'list':
      return prepareList(ir.items.map((item) => prepareNode(item, inner)));
    case 'name':
      return prepareName(ir.name, setting.types);
    case 'field':
      return prepareField(ir.field);
    case 'has_tag':
      return prepareHasTag(ir.of, prepareNode(ir.tag, inner));
    case 'any':
    case 'all':
      return prepareQuantifier(
        ir.op,
        prepareNode(ir.predicate, { ...inner, isInner: true }),
        setting.isInner,
      );
    case 'exists': {
      const { evaluate } = prepareNode(ir.operand, inner);
      return { evaluate: (reading) => evaluate(reading) !== undefined, blame: () => undefined };
    }
    case 'not':
      return mapped(prepareNode(ir.operand, inner), (value) => not(truthOf(value)));
    case 'lowercase':
      return mapped(prepareNode(ir.operand, inner), lowercase);
    case 'and':
    case 'or': {
      const operands = ir.operands.map((operand) => prepareNode(operand, inner));
      const combine = ir.op === 'and' ? every : some;
      return {
        evaluate: (reading) => combine(operands, ({ evaluate }) => truthOf(evaluate(reading))),
        blame: (reading, names) => blameAll(operands, reading, names),
      };
    }
    case 'coalesce':
      return prepareCoalesce(ir.operands.map((operand) => prepareNode(operand, inner)));
    case 'in':
      return prepareIn(prepareNode(ir.left, inner), prepareNode(ir.right, inner));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return prepareComparison(COMPARE[ir.op], prepareNode(ir.left, inner), prepareNode(ir.right, inner));
    case 'latest':
    case 'normalize_cvss':
    case 'severity_band':
    case 'cvss':
    case 'risk_score':
    case 'reach_state':
    case 'percent_of':
      return prepareFunction(ir, (operand) => prepareNode(operand, inner));
  }
};

const constant = (value: Value): Prepared => ({
  constant: value,
  evaluate: () => value,
  blame: () => undefined,
});

/** Blames those operands that are unknown themselves. */
const blameAll = (operands: readonly Prepared[], reading: Reading, names: Set<string>): void => {
  for (const { evaluate, blame } of operands) {
    if (evaluate(reading) === undefined) blame(reading, names);
  }
};

const prepareList = (items: readonly Prepared[]): Prepared => {
  const values = items.map((item) => item.constant);
  if (!values.includes(undefined)) return constant(values);
  return {
    evaluate: (reading) => {
      const read = items.map((item) => item.evaluate(reading));
      return read.includes(undefined) ? undefined : read;
    },
    blame: (reading, names) => blameAll(items, reading, names),
  };
};

const prepareName = (name: string, types: IrPolicy['settings']): Prepared => {
  const read = readerOf(name, types);
  if (read === undefined) throw new IrInvalid(`there is no name ${name}`);
  return {
    evaluate: (reading) => noted(reading, name, read(reading)),
    blame: (_reading, names) => names.add(name),
  };
};

const readerOf = (name: string, types: IrPolicy['settings']): ((reading: Reading) => Value) | undefined => {
  const known = NAMES.get(name);
  if (known !== undefined) return known.read;
  const open = openName(name);
  const declared = open === undefined ? undefined : types[open.family];
  const type =
    open !== undefined && declared !== undefined && Object.hasOwn(declared, open.key)
      ? declared[open.key]
      : undefined;
  if (open !== undefined && type !== undefined) return readOpen(open, type);
  return WITHOUT_SOURCE.has(name.split('.', 1)[0] ?? '') ? () => undefined : undefined;
};

const prepareField = (field: Field): Prepared => ({
  evaluate: (reading) => {
    const { statement } = reading;
    if (statement === undefined) return undefined;
    return noted(reading, `vex[${statement.index}].${field}`, readField(statement.fields, field));
  },
  blame: (_reading, names) => names.add(`vex.${field}`),
});

const prepareHasTag = (of: 'advisory' | 'component' | 'image', tag: Prepared): Prepared => {
  const name = `${of}.has_tag`;
  return {
    evaluate: (reading) => {
      const wanted = tag.evaluate(reading);
      const tags = readableList(reading.finding[of].tags);
      const has = typeof wanted !== 'string' ? undefined : tags?.includes(wanted);
      if (reading.operands === undefined) return has;
      return noted(reading, typeof wanted === 'string' ? `${name}(${shownValue(wanted)})` : name, has);
    },
    blame: (reading, names) => {
      if (tag.evaluate(reading) === undefined) tag.blame(reading, names);
      else names.add(name);
    },
  };
};

const prepareCoalesce = (operands: readonly Prepared[]): Prepared => ({
  evaluate: (reading) => {
    for (const { evaluate } of operands) {
      const value = evaluate(reading);
      if (value !== undefined) return value;
    }
    return undefined;
  },
  blame: (reading, names) => {
    // A known one gave the value, so those before it are absorbed.
    const given = operands.find(({ evaluate }) => evaluate(reading) !== undefined);
    if (given === undefined) blameAll(operands, reading, names);
    else given.blame(reading, names);
  },
});

/** Nothing is in an empty list, not even the unknown. */
const prepareIn = (item: Prepared, list: Prepared): Prepared => {
  const members = isList(list.constant) ? new Set(list.constant) : undefined;
  return {
    evaluate: (reading) => {
      const value = item.evaluate(reading);
      const values = members ?? list.evaluate(reading);
      if (values instanceof Set) return isIn(value, values.size, () => values.has(value));
      return isList(values) ? isIn(value, values.length, () => values.includes(value)) : undefined;
    },
    blame: (reading, names) => blameAll([item, list], reading, names),
  };
};

const isIn = (value: Value, size: number, has: () => boolean): Truth => {
  if (size === 0) return false;
  return value === undefined ? undefined : has();
};

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

type Compare = (a: string | boolean | number | bigint, b: string | boolean | number | bigint) => boolean;
const COMPARE: Readonly<Record<'==' | '!=' | '<' | '<=' | '>' | '>=', Compare>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const prepareComparison = (compare: Compare, left: Prepared, right: Prepared): Prepared => ({
  evaluate: (reading) => {
    const a = left.evaluate(reading);
    const b = right.evaluate(reading);
    return isScalar(a) && isScalar(b) ? compare(a, b) : undefined;
  },
  blame: (reading, names) => blameAll([left, right], reading, names),
});

const isScalar = (value: Value): value is Exclude<Value, undefined | readonly Value[]> =>
  value !== undefined && (isDecimal(value) || typeof value !== 'object');
