import { BANDS, STATUSES } from '@policy-registry/finding';
import { compareBytewise, parseDecimal } from '@policy-registry/kernel';

import type { Action, PolicySource, Rule } from './ast.ts';
import { checkExpression, checkTyped } from './check-expression.ts';
import { checkMetadata, checkSettings } from './check-settings.ts';
import type { Position, Report } from './diagnostics.ts';
import {
  ENV_TYPES,
  type IrAction,
  type IrExpression,
  type IrPolicy,
  type IrRule,
  SIGNAL_TYPES,
} from './ir.ts';
import { LANGUAGE } from './language.ts';
import { type Checked, countNode, reportMismatch, type Scope, scopeOf } from './scope.ts';
import { asSeverity } from './severity-literals.ts';
import { resolved, term, typeOfCell } from './terms.ts';
import { SCORE_MAX, SCORE_MIN } from './values.ts';

export type CheckedPolicy = { readonly policy: IrPolicy; readonly complexity: number };

/** Resolves, types and lowers a policy. What it gives is of use only when nothing was reported as an error. */
export const checkPolicy = (source: PolicySource, report: Report): CheckedPolicy => {
  const scope = scopeOf(report);
  const metadata = checkMetadata(scope, source.metadata);
  const settings = checkSettings(scope, source.settings);
  const ordered = source.rules.toSorted(byPriority);
  reportDuplicates(source.rules, report);
  reportShadows(ordered, report);
  const compiled = new Map(source.rules.map((rule) => [rule, checkRule(scope, rule)]));
  const rules = ordered.flatMap((rule) => compiled.get(rule) ?? []);
  const open = { signals: typesOf(scope, 'signals.', SIGNAL_TYPES), env: typesOf(scope, 'env.', ENV_TYPES) };
  const policy = {
    name: source.name,
    syntax: LANGUAGE,
    metadata,
    settings: { ...settings, ...open },
    rules,
  } as const;
  return { policy, complexity: scope.complexity };
};

const byPriority = (a: Rule, b: Rule): number => a.priority - b.priority || compareBytewise(a.name, b.name);

const reportDuplicates = (rules: readonly Rule[], report: Report): void => {
  const names = new Set<string>();
  for (const { name, at } of rules) {
    // A rule whose name was at fault has none.
    if (name !== '' && names.has(name)) report('DSL_DUPLICATE_RULE', at, `another rule is named \`${name}\``);
    names.add(name);
  }
};

const reportShadows = (ordered: readonly Rule[], report: Report): void => {
  for (const { name, at, else: otherwise } of ordered.slice(0, -1)) {
    if (otherwise === undefined) continue;
    report(
      'RULE_SHADOWS_ALL',
      at,
      `\`${name}\` has an \`else\`: the rules after it are reached only when it is unknown`,
    );
  }
};

const checkRule = (scope: Scope, rule: Rule): IrRule => {
  const { name, priority, at, because } = rule;
  const when = checkTyped(scope, rule.when, 'boolean').ir;
  const then = rule.then.flatMap((action) => checkAction(scope, action));
  const otherwise = rule.else?.flatMap((action) => checkAction(scope, action));
  if (because === undefined) {
    scope.report(
      'RULE_WITHOUT_BECAUSE',
      at,
      `\`${name}\` has no \`because\`: reviewers will not see why it decides`,
    );
  }
  return {
    name,
    priority,
    when,
    then,
    ...(otherwise !== undefined && { else: otherwise }),
    ...(because !== undefined && { because }),
  };
};

const checkAction = (scope: Scope, action: Action): readonly IrAction[] => {
  countNode(scope, action.at);
  switch (action.kind) {
    case 'status': {
      const status = checkTyped(scope, action.value, 'string');
      for (const { value, at } of literalsIn(status)) {
        if (STATUSES.every((each) => each !== value)) {
          scope.report('DSL_BAD_STATUS', at, `a status is one of ${STATUSES.join(', ')}`);
        }
      }
      return [{ action: 'status', value: status.ir }];
    }
    case 'severity':
    case 'escalate':
      return [{ action: action.kind, value: checkSeverity(scope, action) }];
    case 'warn':
      return [{ action: 'warn', value: checkTyped(scope, action.value, 'string').ir }];
    case 'annotate':
      return [{ action: 'annotate', key: action.key, value: checkExpression(scope, action.value).ir }];
  }
};

/** A band, a score, or text that spells a band when the policy runs. */
const checkSeverity = (scope: Scope, action: Action): IrExpression => {
  const checked = checkExpression(scope, action.value);
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

const typesOf = <T extends string>(scope: Scope, prefix: string, allowed: readonly T[]): Record<string, T> =>
  Object.fromEntries(
    [...scope.cells].flatMap(([name, cell]) => {
      const type = allowed.find((each) => each === typeOfCell(cell));
      return name.startsWith(prefix) && type !== undefined ? [[name.slice(prefix.length), type]] : [];
    }),
  );
