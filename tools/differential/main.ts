import { differential, REQUIRED, shortOf } from '@policy-registry/dsl/testing';

import { readArguments, wholeNumber } from '../stack/arguments.ts';
import { runProgram } from '../stack/run-program.ts';

const TUPLES = { preset: 1_000_000, min: 1_000, max: 1_000_000_000 } as const;
const SEED = { preset: 1, min: 0, max: 4_000_000_000 } as const;
const TUPLES_EACH = 200;
/** Programs between two lines that say how far it is. */
const STRETCH_PROGRAMS = 250;
/** How often every operator with every truth, every function and every action has to be met. */
const MET_LEAST = 1_000;

const report = (line: string): void => void process.stderr.write(`${line}\n`);

/** `[--tuples n] [--seed n]`: the interpreter and the fast path over generated programs and findings. */
await runProgram(async () => {
  const options = readArguments({
    args: process.argv.slice(2),
    options: { tuples: { type: 'string' }, seed: { type: 'string' } },
  });
  const wanted = wholeNumber('tuples', options.tuples, TUPLES) ?? TUPLES.preset;
  const seed = wholeNumber('seed', options.seed, SEED) ?? SEED.preset;
  const programs = Math.ceil(wanted / TUPLES_EACH);
  const counts = new Map<string, number>();
  let tuples = 0;
  for (let done = 0; done < programs; done += STRETCH_PROGRAMS) {
    const stretch = Math.min(STRETCH_PROGRAMS, programs - done);
    const run = differential({ firstSeed: seed + done, programs: stretch, tuplesEach: TUPLES_EACH });
    tuples += run.tuples;
    for (const [what, times] of run.counts) counts.set(what, (counts.get(what) ?? 0) + times);
    report(`${tuples} tuples under ${done + stretch} programs, ${run.differences.length} differences`);
    if (run.differences.length === 0) continue;
    process.stdout.write(`${run.differences.map((each) => JSON.stringify(each, null, 2)).join('\n')}\n`);
    report(`the fast path differs from the interpreter; each difference names its seed`);
    return 1;
  }
  const short = shortOf(counts, MET_LEAST);
  for (const what of REQUIRED) process.stdout.write(`${what.padEnd(32)}${counts.get(what) ?? 0}\n`);
  process.stdout.write(
    `${tuples} tuples under ${programs} programs from seed ${seed}: 0 differences, ` +
      `${REQUIRED.length - short.length} of ${REQUIRED.length} met at least ${MET_LEAST} times\n`,
  );
  for (const what of short) report(`met less than ${MET_LEAST} times: ${what}`);
  return short.length === 0 ? 0 : 1;
});
