import type { EvaluationSetting, FindingTuple, PolicyOutcome, Status } from '@policy-registry/finding';

import type { IrPolicy } from '../ir.ts';
import type { Value } from '../values.ts';
import { type Branch, compileBranch } from './branch.ts';
import { BLAMED_MAX, type Code, type Run, type Workshop } from './code.ts';
import { compileExpression } from './compile.ts';
import { type Frame, leave, newFrame, turnTo } from './frame.ts';
import { type GradeOf, gradeWith, unweighted } from './input-grade.ts';
import {
  type Budget,
  decidedOutcome,
  errorOutcome,
  newBudget,
  notEvaluable,
  sharedOutcome,
  type Undecided,
  undecidedOf,
  withRule,
} from './outcomes.ts';
import { readOpen } from './read.ts';
import { candidates, type Segment, segmentsOf } from './segments.ts';
import { weigher } from './weigh.ts';

type Rule = {
  readonly at: number;
  readonly name: string;
  readonly test: Run;
  readonly blame: Code['blame'];
  readonly then: Branch;
  readonly otherwise: Branch | undefined;
};

/** A policy compiled for bulk. */
export type BulkPolicy = {
  readonly rules: readonly Rule[];
  readonly segments: readonly Segment<Rule>[];
  readonly otherwise: Branch;
  readonly defaultStatus: Status;
  readonly gradeOf: GradeOf;
  readonly readEnv: (setting: EvaluationSetting) => readonly Value[];
  readonly names: readonly string[];
  readonly frame: Frame;
  readonly nothing: Undecided;
  readonly budget: Budget;
};

/** Compiles for bulk. Throws {@link IrInvalid} for names that do not exist. */
export const compileBulk = ({ settings, profiles, rules }: IrPolicy): BulkPolicy => {
  const input: Workshop = { types: settings, gradeOf: unweighted, slots: new Map(), env: [], names: [] };
  const lines = profiles?.severity.env.flatMap((block) => block.lines) ?? [];
  const conditions = lines.map(({ when }) => compileExpression(input, when));
  const gradeOf = gradeWith(profiles && weigher(profiles.severity, conditions));
  const workshop: Workshop = { ...input, gradeOf };

  const compiled = rules.map((rule, index): Rule => {
    const { name, when, then } = rule;
    const { run: test, blame } = compileExpression(workshop, when);
    // The first branch is the default's.
    const at = 2 * index + 1;
    return {
      at: index,
      name,
      test,
      blame,
      then: compileBranch(workshop, then, { at, rule: name }),
      otherwise: rule.else && compileBranch(workshop, rule.else, { at: at + 1, rule: name }),
    };
  });
  const types = settings.env;
  return {
    rules: compiled,
    segments: segmentsOf(workshop, rules, compiled),
    otherwise: compileBranch(workshop, [], { at: 0, rule: undefined }),
    defaultStatus: settings.default_status,
    gradeOf,
    readEnv: ({ env }) => workshop.env.map((key) => readOpen(env, key, types[key] ?? 'string')),
    names: workshop.names,
    frame: newFrame(),
    nothing: undecidedOf([], []),
    budget: newBudget(),
  };
};

/**
 * What a policy says of each finding, in order; `otherwise` answers for those with too many names to tell here which
 * were missing. Outcomes are shared and frozen: equal ones are mostly one object.
 */
export const evaluateBulk = (
  policy: BulkPolicy,
  findings: readonly FindingTuple[],
  setting: EvaluationSetting,
  otherwise: (finding: FindingTuple) => PolicyOutcome,
): PolicyOutcome[] => {
  const { frame } = policy;
  frame.nowMs = setting.evaluatedAtMs;
  frame.env = policy.readEnv(setting);
  const outcomes: PolicyOutcome[] = [];
  for (const finding of findings) {
    turnTo(frame, finding);
    outcomes.push(outcomeOf(policy, frame) ?? otherwise(finding));
  }
  leave(frame);
  return outcomes;
};

/** `undefined` when nothing decides and there are too many names to tell here which were missing. */
const outcomeOf = (policy: BulkPolicy, frame: Frame): PolicyOutcome | undefined => {
  const { nothing, budget } = policy;
  let undecided = nothing;
  for (const segment of policy.segments) {
    for (const rule of candidates(segment, frame)) {
      const truth = rule.test(frame);
      const branch = truth === true ? rule.then : truth === false ? rule.otherwise : undefined;
      if (branch !== undefined) {
        if (frame.nowMs <= branch.lastMs) return applied(policy, branch, undecided);
      } else if (typeof truth !== 'boolean') {
        undecided = withRule(undecided, rule, budget);
      }
    }
  }
  return undecided === nothing ? applied(policy, policy.otherwise, undecided) : unanswered(policy, undecided);
};

const unanswered = (policy: BulkPolicy, undecided: Undecided): PolicyOutcome | undefined => {
  if (policy.names.length > BLAMED_MAX) return undefined;
  let bits = 0;
  for (const at of undecided.rules) bits |= policy.rules[at]?.blame(policy.frame) ?? 0;
  return notEvaluable(undecided, bits, policy);
};

const applied = (policy: BulkPolicy, branch: Branch, undecided: Undecided): PolicyOutcome => {
  const { frame, budget } = policy;
  frame.status = policy.defaultStatus;
  frame.working = policy.gradeOf(frame);
  frame.isVexRequired = false;
  for (const step of branch.steps) {
    const error = step(frame);
    if (error !== undefined) return errorOutcome(undecided, error);
  }
  const { status, working: grade, isVexRequired } = frame;
  const { additions, at, rule } = branch;
  if (typeof additions === 'function') {
    return decidedOutcome(undecided, {
      branch: at,
      rule,
      status,
      grade,
      isVexRequired,
      additions: additions(frame),
    });
  }
  return sharedOutcome(undecided, { branch: at, rule, status, grade, isVexRequired, additions }, budget);
};
