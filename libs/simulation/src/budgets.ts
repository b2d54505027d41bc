import {
  ageFindingOf,
  type Budget,
  type BudgetFinding,
  budgetHolds,
  type BudgetScope,
  type BudgetSubject,
  quotientText,
  readBudget,
  UNKNOWN_VALUE,
} from '@policy-registry/finding';
import { ageMsAt, parseTimestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { scopeText } from './budget-scopes.ts';
import { changedOf, type SomeClassCounts, tuplesOf } from './class-counts.ts';
import type { SimulationInputs } from './inputs.ts';
import type { SimulationResult } from './simulation-result.ts';
import type { SimulationTiming } from './timing.ts';

/** What became of one budget line. `value` is what was found (`0.3%`, `12`, `6.5d`, `+12%`), or `unknown`. */
export const BudgetVerdict = z.strictObject({ line: z.string(), ok: z.boolean(), value: z.string() });
export type BudgetVerdict = z.infer<typeof BudgetVerdict>;

/** What is known of a simulation; what is absent is unknown, and an unknown budget is not kept. */
export type Measured = {
  readonly classesIn?: (scope: BudgetScope | undefined) => SomeClassCounts | undefined;
  /** Those of them that a waiver covers; without it none is. */
  readonly waivedIn?: (scope: BudgetScope | undefined) => SomeClassCounts | undefined;
  readonly ageMs?: number | undefined;
  readonly p95Ns?: { readonly base: number; readonly candidate: number } | undefined;
};

/** Judges a budget: it is kept when its condition holds, exactly and not as rounded in `value`. */
export const judge = (budget: Budget, measured: Measured): BudgetVerdict => {
  const found = findingOf(budget, measured);
  return found === undefined
    ? { line: budget.text, ok: false, value: UNKNOWN_VALUE }
    : { line: budget.text, ok: budgetHolds(budget.comparison, found), value: found.value };
};

/**
 * What `--fail-on` means: the condition is one that must not hold. Throws `BudgetInvalid` for what is no condition. What
 * cannot be known fails as well.
 */
export const failsOn = (expression: string): ((measured: Measured) => FailCondition) => {
  const budget = readBudget(expression);
  return (measured) => {
    const { line, ok, value } = judge(budget, measured);
    return { condition: line, fails: ok || value === UNKNOWN_VALUE, value };
  };
};
export type FailCondition = {
  /** In its one form. */
  readonly condition: string;
  readonly fails: boolean;
  readonly value: string;
};

/** What a result, and the timing beside it, say to budgets. */
export const measuredOf = (result: SimulationResult, timing?: SimulationTiming): Measured => ({
  classesIn: (scope) => (scope === undefined ? result.counts : classesIn(result, scope)),
  waivedIn: (scope) => waivedIn(result, scope),
  ageMs: snapshotAgeMsOf(result.inputs),
  p95Ns: timing && { base: timing.base.p95Ns, candidate: timing.candidate.p95Ns },
});

/** The verdicts of a result and of the timing beside it, in the order of the budget lines. */
export const verdictsOf = (
  inputs: SimulationInputs,
  documents: readonly { readonly budgets: readonly BudgetVerdict[] }[],
): BudgetVerdict[] => {
  if (inputs.schema === 'policy-registry.simulation-inputs@1') return [];
  const byLine = new Map(
    documents.flatMap(({ budgets }) => budgets).map((verdict) => [verdict.line, verdict]),
  );
  return (inputs.budgets?.lines ?? []).map((written) => {
    const { text } = readBudget(written);
    return byLine.get(text) ?? { line: text, ok: false, value: UNKNOWN_VALUE };
  });
};

const findingOf = (
  { measure }: Budget,
  { classesIn: classes, waivedIn: waived = () => NONE, ageMs, p95Ns }: Measured,
): BudgetFinding | undefined => {
  switch (measure.kind) {
    case 'tuples': {
      const [all, covered] = [classes?.(measure.scope), waived(measure.scope)];
      if (all === undefined || covered === undefined) return undefined;
      const [count, whole] = countedOf(measure.subject, all, covered);
      return measure.isShare
        ? shareOf(count, whole, measure.limit)
        : { left: BigInt(count) * ONE, right: measure.limit, value: String(count) };
    }
    case 'snapshot_age':
      return ageMs === undefined ? undefined : ageFindingOf(measure, ageMs);
    case 'p95_evaluation': {
      if (p95Ns === undefined || p95Ns.base === 0) return undefined;
      const { left, right, value } = shareOf(p95Ns.candidate - p95Ns.base, p95Ns.base, measure.limit);
      return { left, right, value: value.startsWith('-') ? value : `+${value}` };
    }
  }
};

const ONE = 1_000_000_000n;

/** `part` of `whole` in percent against a limit in percent. Nothing is 0 % of nothing. */
const shareOf = (part: number, whole: number, limit: bigint): BudgetFinding =>
  whole === 0
    ? { left: 0n, right: limit, value: '0%' }
    : {
        left: BigInt(part) * 100n * ONE,
        right: limit * BigInt(whole),
        value: `${quotientText(part * 100, whole)}%`,
      };

/** The tuples that a subject means, and what they are a share of: what is waived is judged by its own subject alone. */
const countedOf = (
  subject: BudgetSubject,
  all: SomeClassCounts,
  waived: SomeClassCounts,
): readonly [count: number, whole: number] => {
  if (subject === 'waived') return [tuplesOf(waived), tuplesOf(all)];
  const countIn = (classes: SomeClassCounts): number =>
    subject === 'changed' ? changedOf(classes) : (classes[subject] ?? 0);
  return [countIn(all) - countIn(waived), tuplesOf(all) - tuplesOf(waived)];
};

const NONE: SomeClassCounts = {};

/** What is waived is counted for all tuples and for the scopes of the budgets. */
const waivedIn = (result: SimulationResult, scope: BudgetScope | undefined): SomeClassCounts | undefined => {
  const waived = 'waived' in result ? result.waived : undefined;
  if (waived === undefined || waived.tuples === 0) return NONE;
  if (scope === undefined) return waived.counts;
  return waived.scopes.find(({ scope: name }) => name === scopeText(scope))?.classes;
};

/** The scope as counted for the budgets; else, of an image or package, its line among the groups if all are listed. */
const classesIn = (result: SimulationResult, scope: BudgetScope): SomeClassCounts | undefined => {
  if (result.schema === 'policy-registry.simulation-result@1') return undefined;
  const counted = result.scopes.find(({ scope: name }) => name === scopeText(scope));
  if (counted !== undefined) return counted.classes;
  const kind = scope.by === 'tag' ? (scope.name.startsWith('team:') ? 'team' : undefined) : scope.by;
  if (kind === undefined) return undefined;
  const { listed, names } = result.groups[kind];
  const line = listed.find(({ name }) => name === scope.name);
  // A bare package name may stand for several lines, so that only a purl is sure to be absent.
  const isSurelyAbsent = listed.length === names && (kind !== 'package' || scope.name.startsWith('pkg:'));
  return line?.classes ?? (isSurelyAbsent ? {} : undefined);
};

/** At the instant that is evaluated; a snapshot that was frozen after it has no age by then. */
const snapshotAgeMsOf = (inputs: SimulationInputs): number | undefined => {
  if (inputs.schema === 'policy-registry.simulation-inputs@1') return undefined;
  const frozenMs = inputs.snapshotFrozenAt && parseTimestamp(inputs.snapshotFrozenAt);
  const evaluatedMs = parseTimestamp(inputs.evaluatedAt);
  return frozenMs === undefined || frozenMs === '' || evaluatedMs === undefined
    ? undefined
    : ageMsAt(evaluatedMs, frozenMs);
};
