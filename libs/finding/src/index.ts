/** The shapes that the language, the importers and simulations share. */
export { AnnotationValue, PolicyOutcome, RuleTrace, Severity, Status, STATUSES } from './outcome.ts';
export { EngineUnavailable } from './policy-engine.ts';
export type {
  Compilation,
  CompiledPolicy,
  Diagnostic,
  EvaluationSetting,
  Explained,
  PolicyEngine,
} from './policy-engine.ts';
export { Band, BANDS, CVSS_VERSIONS, CvssRating, DecimalText, FindingTuple, VexStatement } from './tuple.ts';
