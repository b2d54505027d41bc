import type {
  EvaluationSetting,
  Explained,
  FindingTuple,
  PolicyOutcome,
  RuleTrace,
} from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { isInForce, type PreparedBranch, type Working, workingOf } from './act.ts';
import { evaluateBulk } from './bulk/bulk-policy.ts';
import type { Interpreted, Policy } from './policy.ts';
import { type Reading, readingOf } from './reading.ts';
import { type Truth, truthOf } from './values.ts';

type Rule = Interpreted['rules'][number];

/**
 * What a policy says about one finding. Total: every finding has an outcome. Equal outcomes are mostly one frozen
 * object: they must not be changed, and `===` may be asked before anything slower.
 */
export const evaluate = (policy: Policy, finding: FindingTuple, setting: EvaluationSetting): PolicyOutcome =>
  evaluateAll(policy, [finding], setting)[0] ?? interpret(policy, finding, setting);

/** What a policy says about each of many findings, in their order: as `evaluate` says it. */
export const evaluateAll = (
  policy: Policy,
  findings: readonly FindingTuple[],
  setting: EvaluationSetting,
): PolicyOutcome[] =>
  evaluateBulk(policy.bulk, findings, setting, (finding) => interpret(policy, finding, setting));

/** The same outcome by the interpreter, with every rule tried and every operand read on the way to it. */
export const explain = (policy: Policy, finding: FindingTuple, setting: EvaluationSetting): Explained => {
  const trace: RuleTrace[] = [];
  const outcome = run(policy.interpreted(), readingOf(finding, setting), trace);
  return { outcome, trace };
};

/** The same outcome by the interpreter. */
export const interpret = (policy: Policy, finding: FindingTuple, setting: EvaluationSetting): PolicyOutcome =>
  interpretPrepared(policy.interpreted(), finding, setting);

/** The same of a policy that was prepared for the interpreter alone. */
export const interpretPrepared = (
  policy: Interpreted,
  finding: FindingTuple,
  setting: EvaluationSetting,
): PolicyOutcome => run(policy, readingOf(finding, setting), undefined);

const run = (policy: Interpreted, reading: Reading, trace: RuleTrace[] | undefined): PolicyOutcome => {
  policy.profile?.(reading);
  const undecided: Rule[] = [];
  for (const rule of policy.rules) {
    const truth = tryRule(rule, reading, trace);
    if (truth === undefined) undecided.push(rule);
    const branch = truth === true ? rule.then : truth === false ? rule.else : undefined;
    if (branch === undefined) continue;
    if (isInForce(branch, reading.setting.evaluatedAtMs))
      return applied(policy, reading, { rule, branch, undecided: undecided.map(nameOf) });
    const last = trace?.at(-1);
    if (last !== undefined) last.expired = true;
  }
  if (undecided.length === 0)
    return decided(workingOf(policy.defaultStatus, reading.severity), undefined, []);
  return { kind: 'not_evaluable', missing: missingOf(undecided, reading), undecided: undecided.map(nameOf) };
};

const nameOf = ({ name }: Rule): string => name;

const tryRule = (rule: Rule, reading: Reading, trace: RuleTrace[] | undefined): Truth => {
  if (trace === undefined) return truthOf(rule.when.evaluate(reading));
  const operands: NonNullable<Reading['operands']> = [];
  reading.operands = operands;
  const truth = truthOf(rule.when.evaluate(reading));
  reading.operands = undefined;
  const value = truth === undefined ? 'unknown' : truth ? 'true' : 'false';
  trace.push({
    rule: rule.name,
    value,
    ...(rule.because !== undefined && { because: rule.because }),
    operands,
  });
  return truth;
};

type Firing = {
  readonly rule: Rule;
  readonly branch: PreparedBranch;
  readonly undecided: string[];
};

const applied = (
  policy: Interpreted,
  reading: Reading,
  { rule, branch, undecided }: Firing,
): PolicyOutcome => {
  const working = workingOf(policy.defaultStatus, reading.severity);
  for (const action of branch.actions) {
    const error = action(reading, working);
    if (error !== undefined) return { kind: 'error', error, undecided };
  }
  return decided(working, rule.name, undecided);
};

const decided = (working: Working, rule: string | undefined, undecided: string[]): PolicyOutcome => ({
  kind: 'decided',
  status: working.status,
  severity: working.severity,
  ...(rule !== undefined && { rule }),
  warnings: working.warnings,
  annotations: Object.fromEntries(working.annotations),
  undecided,
  ...(working.reason !== undefined && { reason: working.reason }),
});

/** The sorted names whose being unknown no `and`, `or` or `coalesce` absorbed. */
const missingOf = (undecided: readonly Rule[], reading: Reading): string[] => {
  const names = new Set<string>();
  for (const { when } of undecided) when.blame(reading, names);
  return [...names].sort(compareBytewise);
};
