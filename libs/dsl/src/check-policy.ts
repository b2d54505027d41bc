import { compareBytewise } from '@policy-registry/kernel';

import type { PolicySource, Rule } from './ast.ts';
import { checkAction } from './check-action.ts';
import { checkTyped } from './check-expression.ts';
import { checkProfile } from './check-profile.ts';
import { checkMetadata, checkSettings, sortedRecord } from './check-settings.ts';
import type { Report } from './diagnostics.ts';
import { ENV_TYPES, type IrPolicy, type IrRule, SIGNAL_TYPES } from './ir.ts';
import { LANGUAGE } from './language.ts';
import { type ConstantRemark, type Scope, scopeOf } from './scope.ts';
import { typeOfCell } from './terms.ts';

/** A rule as written and as compiled. */
export type CheckedRule = { readonly source: Rule; readonly ir: IrRule };

export type CheckedPolicy = {
  readonly policy: IrPolicy;
  /** In evaluation order, like those of the policy. */
  readonly rules: readonly CheckedRule[];
  readonly constants: readonly ConstantRemark[];
  readonly complexity: number;
};

/** Resolves, types and lowers a policy. What it gives is of use only when nothing was reported as an error. */
export const checkPolicy = (source: PolicySource, report: Report): CheckedPolicy => {
  const scope = scopeOf(report);
  const metadata = checkMetadata(scope, source.metadata);
  const settings = checkSettings(scope, source.settings);
  const ordered = source.rules.toSorted(byPriority);
  reportDuplicates(source.rules, report);
  reportShadows(ordered, report);
  const profile = source.profile === undefined ? undefined : checkProfile(scope, source.profile);
  const compiled = new Map(source.rules.map((rule) => [rule, checkRule(scope, rule)]));
  const rules = ordered.flatMap((rule): CheckedRule[] => {
    const ir = compiled.get(rule);
    return ir === undefined ? [] : [{ source: rule, ir }];
  });
  const policy = {
    metadata,
    name: source.name,
    ...(profile !== undefined && { profiles: { severity: profile } }),
    rules: rules.map(({ ir }) => ir),
    settings: {
      default_status: settings.default_status,
      env: typesOf(scope, 'env.', ENV_TYPES),
      shadow: settings.shadow,
      signals: typesOf(scope, 'signals.', SIGNAL_TYPES),
    },
    syntax: LANGUAGE,
  } as const;
  return { policy, rules, constants: scope.constants, complexity: scope.complexity };
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
    ...(because !== undefined && { because }),
    ...(otherwise !== undefined && { else: otherwise }),
    name,
    priority,
    then,
    when,
  };
};

const typesOf = <T extends string>(scope: Scope, prefix: string, allowed: readonly T[]): Record<string, T> =>
  sortedRecord(
    [...scope.cells].flatMap(([name, cell]) => {
      const type = allowed.find((each) => each === typeOfCell(cell));
      return name.startsWith(prefix) && type !== undefined ? [[name.slice(prefix.length), type]] : [];
    }),
  );
