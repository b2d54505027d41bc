/** stella-dsl@1: sources compile to canonical bytes, which evaluate findings. The reference is `docs/stella-dsl.md`. */
export { BUMPS, bumpOf } from './bump.ts';
export type { Bump, BumpReason, SuggestedBump } from './bump.ts';
export { compile, compileFiles, ENTRY_FILE } from './compile.ts';
export { CODES, HINTS } from './codes.ts';
export type { Code } from './codes.ts';
export { diffPolicies, RULE_ASPECTS } from './diff-policies.ts';
export type { PolicyDiff, RuleAspect, RuleChange, RuleText, SettingChange } from './diff-policies.ts';
export { EMPTY_POLICY_DIGEST, EMPTY_POLICY_IR } from './empty-policy.ts';
export { evaluate, evaluateAll, explain } from './evaluate.ts';
export { formatSource } from './format.ts';
export type { Formatted } from './format.ts';
export { DSL_BUILD, LANGUAGE } from './language.ts';
export { readIr } from './policy.ts';
export type { Policy } from './policy.ts';
export { IrInvalid } from './prepared.ts';
export { TEMPLATES } from './templates.ts';
export type { Template } from './templates.ts';
export { bandOfScore, lowerBoundOf } from './values.ts';
