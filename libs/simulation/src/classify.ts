import {
  BANDS,
  type PolicyOutcome,
  RESULT_CLASSES,
  type ResultClass,
  type Severity,
} from '@policy-registry/finding';
import { canonicalJson, parseDecimal } from '@policy-registry/kernel';

/**
 * The class of one tuple. Two errors, and two `not_evaluable`s, are `unchanged` when they are equal and
 * `outcome_changed` when they are not: neither appeared nor went away.
 */
export const classify = (base: PolicyOutcome, candidate: PolicyOutcome): ResultClass =>
  RESULT_CLASSES.find((name) => APPLIES[name](base, candidate)) ?? 'unchanged';

type Comparison = (base: PolicyOutcome, candidate: PolicyOutcome) => boolean;

const isError = ({ kind }: PolicyOutcome): boolean => kind === 'error';
const isNotEvaluable = ({ kind }: PolicyOutcome): boolean => kind === 'not_evaluable';
const isBlocked = (outcome: PolicyOutcome): boolean =>
  outcome.kind === 'decided' && outcome.status === 'blocked';
const becomes =
  (is: (outcome: PolicyOutcome) => boolean): Comparison =>
  (base, candidate) =>
    is(candidate) && !is(base);
const ceases =
  (is: (outcome: PolicyOutcome) => boolean): Comparison =>
  (base, candidate) =>
    is(base) && !is(candidate);

const APPLIES: Readonly<Record<ResultClass, Comparison>> = {
  error_new: becomes(isError),
  error_fixed: ceases(isError),
  not_evaluable: becomes(isNotEvaluable),
  newly_blocked: becomes(isBlocked),
  newly_allowed: ceases(isBlocked),
  severity_raised: (base, candidate) => compareSeverities(base, candidate) < 0,
  severity_lowered: (base, candidate) => compareSeverities(base, candidate) > 0,
  outcome_changed: (base, candidate) => comparable(base) !== comparable(candidate),
  unchanged: () => true,
};

// By exact score; a finding with only a vendor band is compared by band, as no score is made up for it. What
// cannot be compared is neither raised nor lowered.
const compareSeverities = (base: PolicyOutcome, candidate: PolicyOutcome): number =>
  base.kind === 'decided' && candidate.kind === 'decided'
    ? compareScores(base.severity, candidate.severity)
    : 0;

const compareScores = (a: Severity, b: Severity): number => {
  const scoreA = a.score === undefined ? undefined : parseDecimal(a.score);
  const scoreB = b.score === undefined ? undefined : parseDecimal(b.score);
  if (scoreA !== undefined && scoreB !== undefined) return scoreA < scoreB ? -1 : scoreA > scoreB ? 1 : 0;
  if (a.band === undefined || b.band === undefined) return 0;
  return BANDS.indexOf(a.band) - BANDS.indexOf(b.band);
};

// Which rule decided is the way to an outcome, not part of it: a renamed rule changes nothing for anybody.
const comparable = (outcome: PolicyOutcome): string => {
  if (outcome.kind !== 'decided') return canonicalJson(outcome);
  const { rule: _rule, ...rest } = outcome;
  return canonicalJson(rest);
};
