import type { PolicyOutcome, RuleTrace } from '@policy-registry/finding';

/** What a policy says of a finding, in one line. */
export const outcomeText = (outcome: PolicyOutcome): string => {
  const undecided = outcome.undecided.length === 0 ? [] : [`undecided ${outcome.undecided.join(', ')}`];
  return [...partsOf(outcome), ...undecided].join('; ');
};

const partsOf = (outcome: PolicyOutcome): readonly string[] => {
  switch (outcome.kind) {
    case 'not_evaluable':
      return [`not evaluable, missing ${outcome.missing.join(', ')}`];
    case 'error':
      return [`error ${outcome.error}`];
    case 'decided': {
      const { status, severity, rule, warnings, annotations, reason } = outcome;
      const score = severity.score === undefined ? '' : ` (${severity.score})`;
      return [
        `${status}, severity ${severity.band ?? 'unknown'}${score}`,
        rule === undefined ? 'by default_status' : `by rule ${rule}`,
        ...(reason === undefined ? [] : [`reason ${reason}`]),
        ...warnings.map((warning) => `warning “${warning}”`),
        ...Object.entries(annotations).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
      ];
    }
  }
};

/** The rules that were tried in their order, and what each read. */
export const traceLines = (trace: readonly RuleTrace[]): readonly string[] =>
  trace.flatMap(({ rule, value, because, operands }) => [
    `rule ${rule}: ${value}${value === 'true' && because !== undefined ? `, because ${because}` : ''}`,
    ...operands.map((operand) => `  ${operand.name} = ${operand.value}`),
  ]);
