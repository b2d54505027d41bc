/** What became of a tuple, in order of precedence: a tuple has the first class that applies. */
export const RESULT_CLASSES = [
  'error_new',
  'error_fixed',
  'not_evaluable',
  'newly_blocked',
  'newly_allowed',
  'severity_raised',
  'severity_lowered',
  'outcome_changed',
  'unchanged',
] as const;
export type ResultClass = (typeof RESULT_CLASSES)[number];
