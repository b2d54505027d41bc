/** The shapes that the language, the importers and simulations share. */
export { AnnotationValue, PolicyOutcome, RuleTrace, Severity, Status, STATUSES } from './outcome.ts';
export { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from './engine-faults.ts';
export type { EngineAnswerInvalidCode, EngineRefusedCode, EngineUnavailableCode } from './engine-faults.ts';
export type {
  Compilation,
  CompiledPolicy,
  Diagnostic,
  EvaluationSetting,
  Explained,
  PolicyEngine,
  PolicyEngines,
  RuleIndexEntry,
} from './policy-engine.ts';
export { Band, BANDS, CVSS_VERSIONS, CvssRating, DecimalText, FindingTuple, VexStatement } from './tuple.ts';
