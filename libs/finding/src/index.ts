/** The shapes that the language, the importers and simulations share. */
export {
  AGE_UNIT_MS,
  BUDGET_SCOPES,
  BUDGET_SUBJECTS,
  BudgetInvalid,
  isBudget,
  readBudget,
} from './budget.ts';
export type { AgeUnit, Budget, BudgetScope, BudgetSubject, Comparison } from './budget.ts';
export { ageFindingOf, budgetHolds, quotientText, UNKNOWN_VALUE } from './budget-finding.ts';
export type { BudgetFinding } from './budget-finding.ts';
export { AnnotationValue, PolicyOutcome, RuleTrace, Severity, Status, STATUSES } from './outcome.ts';
export { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from './engine-faults.ts';
export type { EngineAnswerInvalidCode, EngineRefusedCode, EngineUnavailableCode } from './engine-faults.ts';
export type {
  Compilation,
  CompiledPolicy,
  Diagnostic,
  EngineLanguage,
  EngineWork,
  EvaluationSetting,
  Explained,
  PolicyEngine,
  PolicyEngines,
  RuleIndexEntry,
} from './policy-engine.ts';
export { RESULT_CLASSES } from './result-class.ts';
export type { ResultClass } from './result-class.ts';
export { Band, BANDS, CVSS_VERSIONS, CvssRating, DecimalText, FindingTuple, VexStatement } from './tuple.ts';
export { packagePurl } from './purl.ts';
export { covers, FROZEN_WAIVERS_MAX, FrozenWaiver, WaiverScope } from './waiver-scope.ts';
