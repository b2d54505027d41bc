import type { PolicyOutcome, ResultClass } from '@policy-registry/finding';

import type { ChangedTuple } from '../partial-view.ts';

/** What a class means, in a sentence for people. */
export const MEANING: Readonly<Record<ResultClass, string>> = {
  error_new: 'The candidate is in error over findings that the base decided.',
  error_fixed: 'The candidate decides findings that the base was in error over.',
  not_evaluable: 'Evidence is missing for the candidate that the base did not need.',
  newly_blocked: 'The candidate blocks findings that the base did not block.',
  newly_allowed: 'The candidate does not block findings that the base blocked.',
  severity_raised: 'The candidate gives findings a higher severity.',
  severity_lowered: 'The candidate gives findings a lower severity.',
  outcome_changed: 'The candidate decides findings otherwise.',
  unchanged: 'Both policies say the same.',
};

/** Whether an outcome is an error, lacks evidence, or which status it has. */
export const statusOf = (outcome: PolicyOutcome): string =>
  outcome.kind === 'decided' ? outcome.status : outcome.kind;

/** `9.8 Critical`, `High`, or nothing. */
export const severityOf = (outcome: PolicyOutcome): string =>
  outcome.kind === 'decided'
    ? [outcome.severity.score, outcome.severity.band].filter((part) => part !== undefined).join(' ')
    : '';

export const ruleOf = (outcome: PolicyOutcome): string =>
  outcome.kind === 'decided' ? (outcome.rule ?? '') : '';

/** `CVE-2024-1 in pkg:npm/a@1 of shop:1`. */
export const findingText = ({ advisory, component, image }: ChangedTuple): string =>
  [advisory, component && `in ${component}`, image && `of ${image}`].filter(Boolean).join(' ');

/** `blocked (9.8 Critical) by no-critical`. */
export const outcomeText = (outcome: PolicyOutcome): string => {
  const severity = severityOf(outcome);
  const rule = ruleOf(outcome);
  return `${statusOf(outcome)}${severity && ` (${severity})`}${rule && ` by ${rule}`}`;
};
