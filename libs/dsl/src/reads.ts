import { compareBytewise } from '@policy-registry/kernel';

import type { IrAction, IrExpression, IrRule } from './ir.ts';

/** The names that a rule reads, sorted bytewise: those of the table, tag tests, and `vex.` fields of statements. */
export const namesReadBy = ({ when, then, else: otherwise = [] }: IrRule): readonly string[] => {
  const names = new Set<string>();
  addNames(when, names);
  for (const action of [...then, ...otherwise]) addNamesOfAction(action, names);
  return [...names].sort(compareBytewise);
};

const addNamesOfAction = (action: IrAction, names: Set<string>): void => {
  if ('value' in action) addNames(action.value, names);
  if (action.action === 'requireVex') names.add('vex.source').add('vex.justification');
};

/** Adds the names that an expression reads. */
export const addNames = (ir: IrExpression, names: Set<string>): void => {
  switch (ir.op) {
    case 'name':
      names.add(ir.name);
      return;
    case 'field':
      names.add(`vex.${ir.field}`);
      return;
    case 'latest':
      names.add(ir.field === undefined ? 'vex.latest' : `vex.${ir.field}`);
      return;
    case 'has_tag':
      names.add(`${ir.of}.has_tag`);
      break;
    case 'cvss':
      names.add('cvss');
      break;
    case 'risk_score':
      names.add('severity.score').add('advisory.has_tag');
      return;
    case 'reach_state':
      names.add('signals.reachability');
      return;
    default:
  }
  for (const part of partsOf(ir)) addNames(part, names);
};

/** The expressions that an expression is made of. */
export const partsOf = (ir: IrExpression): readonly IrExpression[] => {
  switch (ir.op) {
    case 'list':
      return ir.items;
    case 'and':
    case 'or':
    case 'coalesce':
      return ir.operands;
    case 'any':
    case 'all':
      return [ir.predicate];
    case 'has_tag':
      return [ir.tag];
    case 'cvss':
      return ir.version === undefined ? [] : [ir.version];
    case 'percent_of':
      return [ir.part, ir.whole];
    default:
      if ('left' in ir) return [ir.left, ir.right];
      return 'operand' in ir ? [ir.operand] : [];
  }
};
