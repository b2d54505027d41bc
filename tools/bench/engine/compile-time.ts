import { compile, readIr } from '@policy-registry/dsl';

import { median } from '../load/statistics.ts';
import { policySource, rulesOf } from './rules.ts';

export const COMPILED_RULES = 1_000;
const RUNS = 15;
const WARM_UPS = 5;

/** Milliseconds of processor time, medians of runs after a warm-up; `firstMs` is the very first run. */
export type CompileTime = {
  readonly compileMs: number;
  readonly firstMs: number;
  readonly readMs: number;
  readonly sourceBytes: number;
};

/** Compiles a policy of a thousand rules, and makes it ready to evaluate. */
export const measureCompile = (): CompileTime => {
  const source = policySource(rulesOf(COMPILED_RULES));
  const compileMs: number[] = [];
  const readMs: number[] = [];
  for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
    let ir: Uint8Array = new Uint8Array();
    compileMs.push(
      timed(() => {
        ir = compile(source).compiled?.ir ?? ir;
      }),
    );
    readMs.push(timed(() => void readIr(ir)));
  }
  return {
    compileMs: median(compileMs.slice(WARM_UPS)),
    firstMs: compileMs[0] ?? NaN,
    readMs: median(readMs.slice(WARM_UPS)),
    sourceBytes: Buffer.byteLength(source),
  };
};

const timed = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};
