import type {
  EvaluationSetting,
  FindingTuple,
  PolicyEngine,
  PolicyOutcome,
  RuleTrace,
} from '@policy-registry/finding';
import { compareBytewise, parseTimestamp, type Json } from '@policy-registry/kernel';

import { differencesOf, type Difference } from './compare-outcome.ts';
import type { Place } from './placed-json.ts';
import { isTestFile, readTestFile } from './read-test-file.ts';
import { EVALUATED_AT_DEFAULT, tupleOf, type Expectation, type PolicyTestFile } from './test-file.ts';

/** A test that did not pass, with the way the policy went; or a file of tests that cannot be read. */
export type PolicyTestFailure = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Name of the case; absent for a file that cannot be read. */
  readonly test?: string;
  /** The failure in one line. */
  readonly detail: string;
  readonly differences: readonly Difference[];
  readonly outcome?: PolicyOutcome;
  readonly trace?: readonly RuleTrace[];
  /** Of a real finding: `detail`, differences, outcome and trace are for those who may read it. */
  readonly confidential?: true;
};

/** What the tests of a workspace gave. A file that cannot be read counts as one test that failed, whatever it holds. */
export type PolicyTestReport = {
  readonly schema: 'policy-registry.policy-test-report@1';
  /** Build of the engine that evaluated. */
  readonly engine: string;
  readonly total: number;
  readonly failed: number;
  /** Bytewise by file, then in reading order; of very many the first {@link FAILURES_MAX}. */
  readonly failures: readonly PolicyTestFailure[];
};

/** A report lists at most this many failures; all of them are counted. */
export const FAILURES_MAX = 100;

/** One case, with everything that its evaluation needs. */
export type PolicyTestCase = {
  readonly file: string;
  readonly name: string;
  readonly place: Place;
  readonly tuple: FindingTuple;
  readonly setting: EvaluationSetting;
  readonly expected: Expectation;
};

/**
 * Runs the tests that lie beside a policy (`tests/….json`) with any engine. `ir` is what that engine compiled the policy
 * to. Rejects with what the engine rejects with.
 */
export const runPolicyTests = async (
  engine: PolicyEngine,
  ir: Uint8Array,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<PolicyTestReport> => {
  const failures: PolicyTestFailure[] = [];
  let [total, failed] = [0, 0];
  const fail = (more: readonly PolicyTestFailure[]): void => {
    failed += more.length;
    failures.push(...more.slice(0, FAILURES_MAX - failures.length));
  };

  const tested = [...files].filter(([path]) => isTestFile(path));
  for (const [file, bytes] of tested.toSorted(([a], [b]) => compareBytewise(a, b))) {
    const read = readTestFile(file, bytes);
    if (read.ok) {
      const cases = casesOf(file, read.value, read.placeOf);
      total += cases.length;
      const found = await failuresOf(engine, ir, cases);
      fail(read.value.confidential === true ? found.map(confidential) : found);
    } else {
      const [first] = read.faults;
      total += 1;
      if (first !== undefined) fail([unreadable(first.file, first, read.faults.map(inWords).join('; '))]);
    }
  }
  return { schema: 'policy-registry.policy-test-report@1', engine: engine.build, total, failed, failures };
};

/** The report in the form in which it is stored and printed. */
export const testReportJson = ({ failures, ...report }: PolicyTestReport): Json => ({
  ...report,
  failures: failures.map(({ differences, trace, ...failure }) => ({
    ...failure,
    differences: [...differences],
    ...(trace !== undefined && { trace: [...trace] }),
  })),
});

const confidential = (failure: PolicyTestFailure): PolicyTestFailure => ({ ...failure, confidential: true });

const inWords = ({ pointer, detail }: { readonly pointer: string; readonly detail: string }): string =>
  pointer === '' ? detail : `${pointer}: ${detail}`;

const unreadable = (file: string, { line, column }: Place, detail: string): PolicyTestFailure => ({
  file,
  line,
  column,
  detail,
  differences: [],
});

/** The cases of a file, ready to be evaluated. */
export const casesOf = (
  file: string,
  { env, evaluatedAt, cases }: PolicyTestFile,
  placeOf: (pointer: string) => Place,
): readonly PolicyTestCase[] =>
  cases.map((each, index) => ({
    file,
    name: each.name,
    place: placeOf(`/cases/${index}`),
    tuple: tupleOf(each.finding),
    setting: {
      evaluatedAtMs: msOf(each.evaluatedAt ?? evaluatedAt ?? EVALUATED_AT_DEFAULT),
      env: each.env ?? env ?? {},
    },
    expected: each.expect,
  }));

const msOf = (timestamp: string): number => {
  const ms = parseTimestamp(timestamp);
  if (ms === undefined) throw new RangeError(`${timestamp} names no instant`);
  return ms;
};

const failuresOf = async (
  engine: PolicyEngine,
  ir: Uint8Array,
  cases: readonly PolicyTestCase[],
): Promise<readonly PolicyTestFailure[]> => {
  const failures: PolicyTestFailure[] = [];
  for (const { file, name, place, tuple, setting, expected } of cases) {
    const [outcome] = await engine.evaluate(ir, [tuple], setting);
    if (outcome === undefined) throw new RangeError(`${engine.build} gave no outcome for one finding`);
    const differences = differencesOf(expected, outcome);
    if (differences.length === 0) continue;
    const { trace } = await engine.explain(ir, tuple, setting);
    const detail = `${name}: ${differences.map(differenceText).join(', ')}`;
    failures.push({ file, ...place, test: name, detail, differences, outcome, trace });
  }
  return failures;
};

const differenceText = ({ member, expected, actual }: Difference): string =>
  `${member} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
