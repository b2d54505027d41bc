import { compareBytewise } from '@policy-registry/kernel';

import type { IrPolicy, IrRule, IrSeverityProfile } from './ir.ts';
import { actionText, expressionText, quoted } from './ir-text.ts';
import { parseIr } from './policy.ts';

/** A rule as text, piece by piece. */
export type RuleText = {
  readonly priority: number;
  readonly when: string;
  readonly then: readonly string[];
  /** Null where the rule has no `else`. */
  readonly else: readonly string[] | null;
  readonly because: string | null;
};

/** What of a rule is otherwise: when it applies, what it does, when it is tried, and why it says it does. */
export const RULE_ASPECTS = ['condition', 'outcome', 'priority', 'because'] as const;
export type RuleAspect = (typeof RULE_ASPECTS)[number];

/** One rule that is not as it was; rules are told apart by their names. */
export type RuleChange = {
  readonly rule: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a changed rule; none of one that was added or removed. */
  readonly aspects: readonly RuleAspect[];
  readonly before: RuleText | null;
  readonly after: RuleText | null;
};

/** A setting, the name of the policy, or its profile; null where it is not given. */
export type SettingChange = {
  readonly setting: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** What one compiled policy has otherwise than another. Both lists are empty exactly where both mean the same text. */
export type PolicyDiff = {
  readonly settings: readonly SettingChange[];
  readonly rules: readonly RuleChange[];
};

/** Compares compiled policies, in the order in which the new one tries its rules; removed ones stand last. Throws IrInvalid. */
export const diffPolicies = (before: Uint8Array, after: Uint8Array): PolicyDiff =>
  diffIr(parseIr(before), parseIr(after));

export const diffIr = (before: IrPolicy, after: IrPolicy): PolicyDiff => ({
  settings: changedSettings(settingsOf(before), settingsOf(after)),
  rules: changedRules(before.rules, after.rules),
});

const changedRules = (before: readonly IrRule[], after: readonly IrRule[]): readonly RuleChange[] => {
  const known = new Map(before.map((rule) => [rule.name, textOf(rule)]));
  const kept = after.flatMap((rule): readonly RuleChange[] => {
    const now = textOf(rule);
    const was = known.get(rule.name);
    known.delete(rule.name);
    if (was === undefined)
      return [{ rule: rule.name, change: 'added', aspects: [], before: null, after: now }];
    const aspects = RULE_ASPECTS.filter((aspect) => PIECES[aspect](was) !== PIECES[aspect](now));
    if (aspects.length === 0) return [];
    return [{ rule: rule.name, change: 'changed', aspects, before: was, after: now }];
  });
  const gone = [...known].map(([rule, was]): RuleChange => ({
    rule,
    change: 'removed',
    aspects: [],
    before: was,
    after: null,
  }));
  return [...kept, ...gone];
};

const PIECES: Readonly<Record<RuleAspect, (rule: RuleText) => unknown>> = {
  condition: ({ when }) => when,
  // One text tells all: no action has a line end.
  outcome: (rule) => [...rule.then, ...(rule.else === null ? [] : ['else', ...rule.else])].join('\n'),
  priority: ({ priority }) => priority,
  because: ({ because }) => because,
};

const textOf = ({ priority, when, then, else: otherwise, because }: IrRule): RuleText => ({
  priority,
  when: expressionText(when),
  then: then.map(actionText),
  else: otherwise?.map(actionText) ?? null,
  because: because ?? null,
});

const changedSettings = (
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly SettingChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .toSorted(compareBytewise)
    .map((setting) => ({
      setting,
      before: before.get(setting) ?? null,
      after: after.get(setting) ?? null,
    }))
    .filter((change) => change.before !== change.after);

const settingsOf = ({ name, metadata, settings, profiles }: IrPolicy): ReadonlyMap<string, string> =>
  new Map([
    ['name', name],
    ['shadow', String(settings.shadow)],
    ['default_status', settings.default_status],
    ...Object.entries(settings.signals).map(([signal, type]) => [`signals.${signal}`, type] as const),
    ...Object.entries(settings.env).map(([name, type]) => [`env.${name}`, type] as const),
    ...Object.entries(metadata).map(([key, value]) => [`metadata.${key}`, JSON.stringify(value)] as const),
    ...(profiles === undefined ? [] : profileTexts(profiles.severity)),
  ]);

const profileTexts = ({ vendor_weight, env }: IrSeverityProfile): readonly (readonly [string, string])[] => [
  ...vendor_weight.map(({ source, weight }) => [`profile.vendor_weight.${quoted(source)}`, weight] as const),
  ...env.map(
    ({ name, lines }) =>
      [
        `profile.env.${name}`,
        lines.map(({ when, weight }) => `if ${expressionText(when)} then ${weight}`).join('; '),
      ] as const,
  ),
];
