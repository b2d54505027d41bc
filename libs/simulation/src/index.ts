/** Batch simulation: plan, evaluate ranges, reduce; what a candidate would change over a frozen snapshot. */
export { classify, RESULT_CLASSES } from './classify.ts';
export type { ResultClass } from './classify.ts';
export { evaluateRange, withTraces } from './evaluate-range.ts';
export type { EvaluatedRange } from './evaluate-range.ts';
export { EngineNotDeterministic, evaluateShard, settingOf } from './evaluate-shard.ts';
export type { EngineLookup, ShardWork } from './evaluate-shard.ts';
export { FindingName } from './finding-name.ts';
export {
  BUDGET_LINE_CHARS_MAX,
  BUDGET_LINES_MAX,
  enginesOf,
  ENV_NAMES_MAX,
  FrozenBudgets,
  inputsDigestOf,
  readInputs,
  SEED_DEFAULT,
  SimulationInputs,
} from './inputs.ts';
export type { PresentInputs } from './inputs.ts';
export { MOVERS_MAX } from './movers.ts';
export {
  PARTIAL_BYTES_MAX,
  partialBytes,
  PartialResult,
  readPartial,
  SampleTraces,
  ShardSample,
  tupleCountOf,
  tupleResultsOf,
} from './partial-result.ts';
export type { TupleResult } from './partial-result.ts';
export { planShards, SHARD_TUPLES_MAX, SHARDS_MAX } from './plan.ts';
export type { ShardRange, SnapshotPiece } from './plan.ts';
export { PartialsRefused, reduce, startReduction } from './reduce.ts';
export type { PartialsRefusalCode, Reduction, ReductionOf } from './reduce.ts';
export { Sample, SAMPLES_PER_CLASS } from './samples.ts';
export {
  ClassCounts,
  OUTCOME_COLUMNS,
  readResult,
  RESULT_BYTES_MAX,
  resultBytes,
  resultDigestOf,
  SEVERITY_COLUMNS,
  SimulationResult,
} from './simulation-result.ts';
export { readStored, StoredMalformed } from './stored.ts';
export { isTestFile, readTestFile, readWrittenFinding } from './policy-tests/read-test-file.ts';
export type { ReadTestFile, TestFileFault } from './policy-tests/read-test-file.ts';
export { casesOf, runPolicyTests, testReportJson } from './policy-tests/run-policy-tests.ts';
export type { PolicyTestCase, PolicyTestFailure, PolicyTestReport } from './policy-tests/run-policy-tests.ts';
export { POLICY_TESTS_SCHEMA, PolicyTestFile } from './policy-tests/test-file.ts';
