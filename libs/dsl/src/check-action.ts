import { BANDS, STATUSES } from '@policy-registry/finding';
import { parseDecimal, parseTimestamp } from '@policy-registry/kernel';

import type { Action, EntryValue, Expression } from './ast.ts';
import { checkExpression, checkTyped } from './check-expression.ts';
import { withoutDuplicates } from './check-settings.ts';
import type { Position } from './diagnostics.ts';
import type { IrAction, IrExpression } from './ir.ts';
import { LIST_ITEMS_MAX } from './limits.ts';
import { didYouMean } from './nearest.ts';
import { type Checked, countNode, reportMismatch, type Scope } from './scope.ts';
import { asSeverity } from './severity-literals.ts';
import { resolved, term } from './terms.ts';
import { SCORE_MAX, SCORE_MIN } from './values.ts';

/** Checks and lowers one action; a literal that cannot stand in its place is reported. */
export const checkAction = (scope: Scope, action: Action): readonly IrAction[] => {
  countNode(scope, action.at);
  switch (action.kind) {
    case 'status': {
      const status = checkTyped(scope, action.value, 'string');
      for (const { value, at } of literalsIn(status)) {
        if (STATUSES.every((each) => each !== value)) {
          scope.report(
            'DSL_BAD_STATUS',
            at,
            `a status is one of ${STATUSES.join(', ')}`,
            didYouMean(value, STATUSES),
          );
        }
      }
      return [{ action: 'status', value: status.ir }];
    }
    case 'severity':
    case 'escalate':
      return [{ action: action.kind, value: checkSeverity(scope, action.value) }];
    case 'warn':
      return [{ action: 'warn', value: checkTyped(scope, action.value, 'string').ir }];
    case 'annotate':
      return [{ action: 'annotate', key: action.key, value: checkExpression(scope, action.value).ir }];
    case 'ignore':
    case 'defer':
      if (parseTimestamp(action.until) === undefined)
        scope.report('DSL_BAD_INSTANT', action.untilAt, 'expected an RFC 3339 time with a zone');
      return [{ action: action.kind, until: action.until }];
    case 'requireVex':
      return [checkRequirement(scope, action)];
  }
};

/** A band, a score, or text that spells a band when the policy runs. */
const checkSeverity = (scope: Scope, value: Expression): IrExpression => {
  const checked = checkExpression(scope, value);
  const { kind } = resolved(checked.term);
  if (kind === 'boolean' || kind === 'list') {
    reportMismatch(scope, checked, `expected a severity or a score, found a ${kind}`);
  }
  const { source } = checked;
  const score = source.kind === 'decimal' ? parseDecimal(source.value) : undefined;
  if (score !== undefined && (score < SCORE_MIN || score > SCORE_MAX)) {
    scope.report(
      'DSL_BAD_SEVERITY',
      source.at,
      `a score lies between 0 and 10; bands are ${BANDS.join(', ')}`,
    );
  }
  return source.kind === 'string' ? asSeverity(scope, checked, term('severity')).ir : checked.ir;
};

/** The string literals that an expression may give: itself, or arguments of `coalesce`. */
const literalsIn = ({ source }: Checked): readonly { readonly value: string; readonly at: Position }[] => {
  if (source.kind === 'string') return [source];
  const isChoice = source.kind === 'call' && source.name === 'coalesce';
  return isChoice ? source.operands.flatMap((each) => (each.kind === 'string' ? [each] : [])) : [];
};

type Requirement = Action & { readonly kind: 'requireVex' };
const REQUIREMENT_KEYS = ['vendors', 'justifications'] as const;

const checkRequirement = (scope: Scope, action: Requirement): IrAction => {
  const lists = { justifications: new Array<string>(), vendors: new Array<string>() };
  const entries = withoutDuplicates(scope, action.entries);
  for (const { key, at, value } of entries) {
    const known = REQUIREMENT_KEYS.find((each) => each === key);
    if (known === undefined) scope.report('DSL_BAD_REQUIREMENT', at, `\`requireVex\` has no key \`${key}\``);
    else lists[known] = [...textsOf(scope, value)];
    if (known === 'justifications' && value.kind === 'literal' && value.value.kind === 'list') {
      if (value.value.items.length === 0)
        scope.constants.push({ at: value.at, message: 'no statement has a justification of an empty list' });
    }
  }
  for (const required of REQUIREMENT_KEYS) {
    if (entries.every(({ key }) => key !== required))
      scope.report('DSL_BAD_REQUIREMENT', action.at, `\`requireVex\` needs the key \`${required}\``);
  }
  return { action: 'requireVex', ...lists };
};

/** The texts of a list of string literals. */
const textsOf = (scope: Scope, value: EntryValue): readonly string[] => {
  if (value.kind !== 'literal' || value.value.kind !== 'list') {
    scope.report('DSL_BAD_REQUIREMENT', value.at, 'expected a list of strings');
    return [];
  }
  const { items } = value.value;
  const tooMany = items[LIST_ITEMS_MAX];
  if (tooMany !== undefined)
    scope.report('DSL_LIST_TOO_LONG', tooMany.at, `a list has at most ${LIST_ITEMS_MAX} items`);
  return items.slice(0, LIST_ITEMS_MAX).flatMap((item) => {
    countNode(scope, item.at);
    if (item.kind === 'string') return [item.value];
    scope.report('DSL_BAD_REQUIREMENT', item.at, 'expected a string');
    return [];
  });
};
