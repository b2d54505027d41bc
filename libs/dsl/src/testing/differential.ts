import type { EvaluationSetting, FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';

import { compile } from '../compile.ts';
import { evaluateAll, interpretPrepared } from '../evaluate.ts';
import { interpretedOf, parseIr, readIr } from '../policy.ts';
import { type Counts, countOutcome, observerOf } from './coverage.ts';
import { programOf } from './programs.ts';
import { randomOf } from './random.ts';
import { settingOf, tupleOf } from './tuples.ts';

/** Evaluates compiled bytes: the fast path, or one with a defect that the comparison must find. */
export type Decide = (
  ir: Uint8Array,
  findings: readonly FindingTuple[],
  setting: EvaluationSetting,
) => readonly PolicyOutcome[];

/** A finding on which the two differ; the seed gives the program again. */
export type Difference = {
  readonly seed: number;
  readonly program: string;
  readonly setting: EvaluationSetting;
  readonly finding: FindingTuple;
  readonly fast: PolicyOutcome | undefined;
  readonly interpreted: PolicyOutcome;
};

export type DifferentialRun = {
  readonly tuples: number;
  readonly counts: Counts;
  /** At most {@link DIFFERENCES_MAX}: the run ends with them. */
  readonly differences: readonly Difference[];
};

export type DifferentialOptions = {
  readonly firstSeed: number;
  readonly programs: number;
  readonly tuplesEach: number;
  readonly decide?: Decide;
};

export const DIFFERENCES_MAX = 5;

const fastPath: Decide = (ir, findings, setting) => evaluateAll(readIr(ir), findings, setting);

/**
 * Evaluates generated findings under generated programs by the interpreter and by the fast path, and compares each
 * outcome. Program `firstSeed + n` and its findings are the same in every run.
 */
export const differential = (options: DifferentialOptions): DifferentialRun => {
  const { firstSeed, programs, tuplesEach, decide = fastPath } = options;
  const counts: Counts = new Map();
  const observer = observerOf(counts);
  const differences: Difference[] = [];
  let tuples = 0;
  for (let seed = firstSeed; seed < firstSeed + programs; seed += 1) {
    const program = programOf(seed);
    const { compiled } = compile(program);
    if (compiled === undefined) throw new Error(`the program of seed ${seed} does not compile`);
    const random = randomOf(seed);
    const setting = settingOf(random);
    const findings = random.several(tuplesEach, tuplesEach, () => tupleOf(random));
    const fast = decide(compiled.ir, findings, setting);
    const interpreter = interpretedOf(parseIr(compiled.ir), observer);
    for (const [at, finding] of findings.entries()) {
      const interpreted = interpretPrepared(interpreter, finding, setting);
      countOutcome(counts, interpreted);
      if (isSame(fast[at], interpreted)) continue;
      differences.push({ seed, program, setting, finding, fast: fast[at], interpreted });
      if (differences.length === DIFFERENCES_MAX) return { tuples: tuples + at + 1, counts, differences };
    }
    tuples += findings.length;
  }
  return { tuples, counts, differences };
};

// The order of members is mostly the same, and telling so is much faster.
const isSame = (a: PolicyOutcome | undefined, b: PolicyOutcome): boolean =>
  JSON.stringify(a) === JSON.stringify(b) || (a !== undefined && canonicalJson(a) === canonicalJson(b));
