import { type PolicyOutcome, type Status, STATUSES } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { type Grade, NO_SLOT } from './grades.ts';

type Decided = Extract<PolicyOutcome, { kind: 'decided' }>;
type ErrorCode = Extract<PolicyOutcome, { kind: 'error' }>['error'];

/** What a branch adds to every outcome it gives. */
export type Additions = Pick<Decided, 'warnings' | 'annotations'>;

/** What an outcome is made of. */
export type Parts = {
  /** Of the branch among those of the policy; the default has one too. */
  readonly branch: number;
  readonly rule: string | undefined;
  readonly status: Status;
  readonly grade: Grade;
  readonly isVexRequired: boolean;
  readonly additions: Additions;
};

/** Objects that one policy keeps to share: beyond these, outcomes are made anew, which costs time alone. */
const OUTCOMES_MAX = 65_536;
const UNDECIDED_MAX = 4_096;

export type Budget = { outcomes: number; undecided: number };
export const newBudget = (): Budget => ({ outcomes: OUTCOMES_MAX, undecided: UNDECIDED_MAX });

/**
 * The rules that were unknown so far, and the outcomes that findings with just these have had: equal outcomes are one
 * frozen object, and a finding whose outcome is known costs no allocation.
 */
export type Undecided = {
  readonly rules: readonly number[];
  readonly names: string[];
  readonly next: Map<number, Undecided>;
  /** By branch, status and reason, then by the slot of the grade. */
  readonly decided: Map<number, (PolicyOutcome | undefined)[]>;
  readonly others: Map<string | number, PolicyOutcome>;
};

export const undecidedOf = (rules: readonly number[], names: readonly string[]): Undecided => ({
  rules,
  names: frozen([...names]),
  next: new Map(),
  decided: new Map(),
  others: new Map(),
});

/** The same rules and one more. */
export const withRule = (
  undecided: Undecided,
  rule: { readonly at: number; readonly name: string },
  budget: Budget,
): Undecided => {
  const known = undecided.next.get(rule.at);
  if (known !== undefined) return known;
  const next = undecidedOf([...undecided.rules, rule.at], [...undecided.names, rule.name]);
  if (budget.undecided > 0) {
    budget.undecided -= 1;
    undecided.next.set(rule.at, next);
  }
  return next;
};

const STATUS_BITS = 3;
const STATUS_AT: ReadonlyMap<Status, number> = new Map(STATUSES.map((status, at) => [status, at]));

/** The outcome of these parts, shared. */
export const sharedOutcome = (undecided: Undecided, parts: Parts, budget: Budget): PolicyOutcome => {
  const { branch, status, grade, isVexRequired } = parts;
  if (grade.slot === NO_SLOT) return decidedOutcome(undecided, parts);
  const key = (((branch << STATUS_BITS) | (STATUS_AT.get(status) ?? 0)) << 1) | (isVexRequired ? 1 : 0);
  let bySlot = undecided.decided.get(key);
  if (bySlot === undefined) {
    bySlot = [];
    undecided.decided.set(key, bySlot);
  }
  const known = bySlot[grade.slot];
  if (known !== undefined) return known;
  const outcome = decidedOutcome(undecided, parts);
  if (budget.outcomes > 0) {
    budget.outcomes -= 1;
    bySlot[grade.slot] = outcome;
  }
  return outcome;
};

/** The outcome of these parts, made anew. */
export const decidedOutcome = (
  { names }: Undecided,
  { status, grade, rule, additions, isVexRequired }: Parts,
): PolicyOutcome =>
  frozen({
    kind: 'decided',
    status,
    severity: grade.severity,
    ...(rule !== undefined && { rule }),
    warnings: additions.warnings,
    annotations: additions.annotations,
    undecided: names,
    ...(isVexRequired && { reason: 'vex_required' as const }),
  });

export const errorOutcome = (undecided: Undecided, error: ErrorCode): PolicyOutcome => {
  const known = undecided.others.get(error);
  if (known !== undefined) return known;
  const outcome: PolicyOutcome = frozen({ kind: 'error', error, undecided: undecided.names });
  undecided.others.set(error, outcome);
  return outcome;
};

/** The outcome of a finding that no rule decided, by the set of names that were missing. */
export const notEvaluable = (
  undecided: Undecided,
  bits: number,
  { names, budget }: { readonly names: readonly string[]; readonly budget: Budget },
): PolicyOutcome => {
  const known = undecided.others.get(bits);
  if (known !== undefined) return known;
  const missing = names.filter((_name, at) => (bits & (1 << at)) !== 0).sort(compareBytewise);
  const outcome: PolicyOutcome = frozen({
    kind: 'not_evaluable',
    missing: frozen(missing),
    undecided: undecided.names,
  });
  if (budget.outcomes > 0) {
    budget.outcomes -= 1;
    undecided.others.set(bits, outcome);
  }
  return outcome;
};

export const frozen = <T extends object>(value: T): T => Object.freeze(value) as T;
