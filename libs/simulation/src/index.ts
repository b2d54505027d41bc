/** Batch simulation: plan, evaluate ranges, reduce; what a candidate would change over a frozen snapshot. */
export { RESULT_CLASSES } from '@policy-registry/finding';
export type { ResultClass } from '@policy-registry/finding';
export { classify } from './classify.ts';
export { evaluateRange, withTraces } from './evaluate-range.ts';
export type { EvaluatedRange } from './evaluate-range.ts';
export { evaluateShard, timedShard } from './evaluate-shard.ts';
export type { EngineLookup, ShardWork } from './evaluate-shard.ts';
export { EngineNotDeterministic } from './explain-samples.ts';
export { budgetScopesOf, scopeText } from './budget-scopes.ts';
export { BudgetVerdict, failsOn, judge, measuredOf, verdictsOf } from './budgets.ts';
export type { FailCondition, Measured } from './budgets.ts';
export { changedOf, ClassCounts, SomeClassCounts, tuplesOf } from './class-counts.ts';
export { FindingName } from './finding-name.ts';
export { changedCsv, changedCsvHead, summaryCsv } from './formats/csv.ts';
export { junitXml } from './formats/junit.ts';
export { changedLine } from './formats/ndjson.ts';
export { SARIF_RESULTS_MAX, sarifLog } from './formats/sarif.ts';
export { GROUP_KINDS, Grouping, GROUPS_MAX } from './grouping.ts';
export type { GroupKind } from './grouping.ts';
export {
  BUDGET_LINE_CHARS_MAX,
  BUDGET_LINES_MAX,
  enginesOf,
  ENV_NAMES_MAX,
  FrozenBudgets,
  inputsDigestOf,
  PresentInputs,
  readInputs,
  SEED_DEFAULT,
  settingOf,
  SimulationInputs,
} from './inputs.ts';
export { MOVERS_MAX } from './movers.ts';
export {
  changedTuplesOf,
  PARTIAL_BYTES_MAX,
  partialBytes,
  PartialResult,
  readPartial,
  tupleCountOf,
} from './partial-result.ts';
export type { PresentPartial } from './partial-result.ts';
export type { ChangedTuple, OutcomePair } from './partial-view.ts';
export { PartialsRefused } from './partials-refused.ts';
export type { PartialsRefusalCode } from './partials-refused.ts';
export { planShards, PLANNED_SHARD_TUPLES_MAX, PLANNED_SHARDS_MAX } from './plan.ts';
export type { ShardRange, SnapshotPiece } from './plan.ts';
export { pickSample, QUICK_SHARDS_MAX, QuickResult, quickResultBytes, readQuickResult } from './quick.ts';
export type { SampleOf, ShardPick } from './quick.ts';
export { reduce, startReduction } from './reduce.ts';
export type { Reduction, ReductionOf, Whole } from './reduce.ts';
export { OUTCOME_COLUMNS, SEVERITY_COLUMNS } from './result-tables.ts';
export { Sample, SAMPLES_PER_CLASS } from './samples.ts';
export { SampleTraces, ShardSample } from './shard-sample.ts';
export {
  readResult,
  RESULT_BYTES_MAX,
  resultBytes,
  resultDigestOf,
  SimulationResult,
} from './simulation-result.ts';
export type { PresentResult } from './simulation-result.ts';
export { readTiming, ShardTiming, SimulationTiming, timingBytes, timingOf } from './timing.ts';
export { readStored, StoredMalformed } from './stored.ts';
export { isTestFile, readTestFile, readWrittenFinding } from './policy-tests/read-test-file.ts';
export type { ReadTestFile, TestFileFault } from './policy-tests/read-test-file.ts';
export { casesOf, runPolicyTests, testReportJson } from './policy-tests/run-policy-tests.ts';
export type { PolicyTestCase, PolicyTestFailure, PolicyTestReport } from './policy-tests/run-policy-tests.ts';
export { regressionFile } from './policy-tests/regression-file.ts';
export type { RegressionCase } from './policy-tests/regression-file.ts';
export { POLICY_TESTS_SCHEMA, PolicyTestFile, TEST_FILE_BYTES_MAX } from './policy-tests/test-file.ts';
