import { canonicalJson, compareBytewise, type Json } from '@policy-registry/kernel';

import { diffIr, type PolicyDiff, type RuleChange, type SettingChange } from './diff-policies.ts';
import type { IrAction, IrExpression, IrPolicy, IrRule } from './ir.ts';
import { parseIr } from './policy.ts';

/** From what changes nothing to what may newly block. */
export const BUMPS = ['none', 'patch', 'minor', 'major'] as const;
export type Bump = (typeof BUMPS)[number];

/** Why a bump is at least what it is; `subject` is a rule or a setting. */
export type BumpReason = {
  readonly bump: Exclude<Bump, 'none'>;
  readonly subject: string;
  readonly detail: string;
};
export type SuggestedBump = { readonly bump: Bump; readonly reasons: readonly BumpReason[] };

/**
 * What a compiled policy differs from another by, in the terms of semantic versioning, by the rules of docs/policies.md.
 * Judged by the text alone and to the safe side: what may block something anew is major, whether or not it ever does.
 * Throws IrInvalid.
 */
export const bumpOf = (before: Uint8Array, after: Uint8Array): SuggestedBump => {
  const [was, is] = [parseIr(before), parseIr(after)];
  const diff: PolicyDiff = diffIr(was, is);
  const reasons = [
    ...diff.settings.map((change) => settingReason(change, is)),
    ...diff.rules.map((change) => ruleReason(change, was, is)),
  ];
  const height = Math.max(0, ...reasons.map(({ bump }) => BUMPS.indexOf(bump)));
  return { bump: BUMPS[height] ?? 'none', reasons };
};

const settingReason = ({ setting, after }: SettingChange, policy: IrPolicy): BumpReason => {
  const reason = (bump: BumpReason['bump'], detail: string): BumpReason => ({
    bump,
    subject: setting,
    detail,
  });
  if (setting === 'name' || setting.startsWith('metadata.')) return reason('patch', 'decides nothing');
  if (setting === 'default_status') {
    return after === 'blocked'
      ? reason('major', 'what no rule decides is blocked')
      : reason('minor', 'what no rule decides has another status');
  }
  if (setting === 'shadow') {
    return after === 'false'
      ? reason('major', 'the policy is no shadow any more')
      : reason('minor', 'the policy is a shadow');
  }
  return policy.settings.default_status === 'blocked' || policy.rules.some((rule) => canBlock(rule, policy))
    ? reason('major', 'conditions of rules that block may have other values')
    : reason('minor', 'conditions may have other values');
};

const ruleReason = (change: RuleChange, was: IrPolicy, is: IrPolicy): BumpReason => {
  const [before, after] = [named(was, change.rule), named(is, change.rule)];
  const reason = (bump: BumpReason['bump'], detail: string): BumpReason => ({
    bump,
    subject: change.rule,
    detail,
  });
  if (before === undefined) {
    return after !== undefined && canBlock(after, is)
      ? reason('major', 'a new rule blocks')
      : reason('minor', 'a new rule decides, and blocks nothing');
  }
  if (after === undefined) {
    return isBeforeBlocking(is, before)
      ? reason('major', 'what it decided falls to rules after it, of which one blocks')
      : reason('minor', 'what it decided falls to rules after it, of which none blocks');
  }
  if (change.aspects.every((aspect) => aspect === 'because'))
    return reason('patch', 'it gives another reason');
  return (
    changedReason(change, { rule: before, of: was }, { rule: after, of: is }) ??
    reason('minor', 'it decides otherwise, and blocks no more than before')
  );
};

type Placed = { readonly rule: IrRule; readonly of: IrPolicy };

/** Why a rule that stayed may block anew; `undefined` where it cannot. */
const changedReason = (
  { rule: subject, aspects }: RuleChange,
  before: Placed,
  after: Placed,
): BumpReason | undefined => {
  const major = (detail: string): BumpReason => ({ bump: 'major', subject, detail });
  const [were, are] = [branches(before.rule), branches(after.rule)];
  if (are.some((branch, at) => blocks(branch, after.of) && !blocks(were[at] ?? [], before.of)))
    return major('it blocks where it did not');
  if (are.some((branch, at) => waysToBlock(branch).some((way) => !waysToBlock(were[at] ?? []).includes(way))))
    return major('it blocks in another way');
  const isElsewhere = aspects.includes('condition') || aspects.includes('priority');
  if (isElsewhere && canBlock(after.rule, after.of))
    return major('a rule that blocks applies to other findings');
  // Whatever it takes no longer, and whatever runs out earlier, goes to the rules after it.
  const mayPassOn = isElsewhere || untils(before.rule) !== untils(after.rule) || were.length !== are.length;
  return mayPassOn && (isBeforeBlocking(after.of, before.rule) || isBeforeBlocking(after.of, after.rule))
    ? major('what it no longer decides falls to rules after it, of which one blocks')
    : undefined;
};

const named = ({ rules }: IrPolicy, name: string): IrRule | undefined =>
  rules.find((rule) => rule.name === name);

const branches = ({ then, else: otherwise }: IrRule): readonly (readonly IrAction[])[] =>
  otherwise === undefined ? [then] : [then, otherwise];

const canBlock = (rule: IrRule, policy: IrPolicy): boolean =>
  branches(rule).some((branch) => blocks(branch, policy));

/** Each action that may block, written out: what a statement has to say to lift it is part of it. */
const waysToBlock = (actions: readonly IrAction[]): readonly string[] =>
  actions
    .filter(
      (action) =>
        action.action === 'requireVex' || (action.action === 'status' && maySpellBlocked(action.value)),
    )
    // An action of an IR is JSON: it was parsed from it.
    .map((action) => canonicalJson(action as Json));

const blocks = (actions: readonly IrAction[], { settings }: IrPolicy): boolean =>
  waysToBlock(actions).length > 0 ||
  // An outcome begins with the default.
  (settings.default_status === 'blocked' && !actions.some(({ action }) => SETS_STATUS.has(action)));

const SETS_STATUS: ReadonlySet<string> = new Set(['status', 'ignore', 'defer']);

/** Whether a status can come out as `blocked`. Statements never say so; what else is read may. */
const maySpellBlocked = (value: IrExpression): boolean => {
  switch (value.op) {
    case 'string':
      return value.value === 'blocked';
    case 'coalesce':
      return value.operands.some(maySpellBlocked);
    case 'lowercase':
      return true;
    case 'name':
      return !value.name.startsWith('vex.');
    default:
      return false;
  }
};

const untils = (rule: IrRule): string =>
  branches(rule)
    .flatMap((branch) => branch.flatMap((action) => ('until' in action ? [action.until] : ['–'])))
    .join(' ');

/** Whether something after the place of this rule blocks: a rule, or the default. */
const isBeforeBlocking = (policy: IrPolicy, { priority, name }: IrRule): boolean =>
  policy.settings.default_status === 'blocked' ||
  policy.rules.some(
    (rule) =>
      canBlock(rule, policy) &&
      (rule.priority > priority || (rule.priority === priority && compareBytewise(rule.name, name) > 0)),
  );
